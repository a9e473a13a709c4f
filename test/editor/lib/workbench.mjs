/** A workbench as a person handles it: by what is on the screen, with mouse and keyboard. */
export class Workbench {
  #page;

  constructor(page) {
    this.#page = page;
  }

  line(words) {
    return this.#page.locator('.monaco-editor .view-line', { hasText: words }).first();
  }

  /** Where the words stand on the screen, inside of the line that holds `words`. */
  async extent(words, part) {
    return this.line(words).evaluate((element, wanted) => {
      const spaces = /\u00a0/g;
      const nodes = [];
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) nodes.push(walker.currentNode);
      const text = nodes
        .map((node) => node.data)
        .join('')
        .replace(spaces, ' ');
      const from = text.indexOf(wanted);
      if (from < 0) throw new Error(`no “${wanted}” in “${text}”`);
      const locate = (offset) => {
        let rest = offset;
        for (const node of nodes) {
          if (rest <= node.data.length) return [node, rest];
          rest -= node.data.length;
        }
        throw new Error('past the end');
      };
      const range = document.createRange();
      range.setStart(...locate(from));
      range.setEnd(...locate(from + wanted.length));
      const { left, right, top, bottom } = range.getBoundingClientRect();
      return { left, right, top, bottom };
    }, part);
  }

  /** The colour in which a word of a line is written. */
  colourOf(words, part) {
    return this.line(words).evaluate((element, wanted) => {
      const span = [...element.querySelectorAll('span')].findLast((one) => one.children.length === 0 && one.textContent.includes(wanted));
      return getComputedStyle(span).color;
    }, part);
  }

  async #squiggle(words) {
    const line = await this.line(words)
      .boundingBox({ timeout: 1000 })
      .catch(() => null);
    if (!line) return undefined;
    for (const mark of await this.#page.locator('.monaco-editor .squiggly-error').all()) {
      const box = await mark.boundingBox({ timeout: 1000 }).catch(() => null);
      if (box && box.y + box.height / 2 > line.y && box.y + box.height / 2 < line.y + line.height) return box;
    }
    return null;
  }

  /** The box of the squiggle under the line that holds `words`. */
  squiggleOn(words) {
    return this.until(() => this.#squiggle(words));
  }

  noSquiggleOn(words, ms) {
    return this.until(async () => (await this.#squiggle(words)) === null, ms);
  }

  async until(ready, ms = 90_000) {
    for (const end = Date.now() + ms; Date.now() < end; await this.#page.waitForTimeout(50)) {
      const value = await ready();
      if (value) return value;
    }
    throw new Error(`waited in vain for ${ready}`);
  }

  /** VS Code now and then drops a code action request right after other activity; a person presses again. */
  async retry(act, check) {
    for (let tries = 0; ; tries++) {
      await act();
      try {
        return await check();
      } catch (error) {
        if (tries === 4) throw error;
        await this.#page.keyboard.press('Escape');
      }
    }
  }

  async command(title) {
    const { keyboard } = this.#page;
    await keyboard.press('F1');
    await this.#page.locator('.quick-input-widget input').first().waitFor();
    await keyboard.type(title, { delay: 5 });
    await this.#page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await keyboard.press('Enter');
  }

  /** Opens a file of the folder from the explorer. */
  async openFile(name) {
    await this.#page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`).dblclick();
    await this.#page.locator(`.monaco-editor[data-uri$="${name}"]`).waitFor();
  }

  /** An editor opens a file where it was left: what is looked for there has to be brought to light. */
  async goToLine(line) {
    await this.#page.keyboard.press('Control+G');
    await this.#page.locator('.quick-input-widget input').first().waitFor();
    await this.#page.keyboard.type(String(line));
    await this.#page.keyboard.press('Enter');
  }

  /** Clicks into the squiggle of a line. */
  async putCursor(words) {
    const { x, y, width, height } = await this.squiggleOn(words);
    await this.#page.mouse.move(x + 400, y + 200);
    await this.#page.mouse.click(x + width / 2, y + height / 2);
    await this.#page.keyboard.press('Escape');
  }

  /** Rests the pointer on `part` of the line that reads `words`, until something with a link to its details is shown. */
  async hoverOn(words, part) {
    const line = this.line(words);
    await line.waitFor();
    const hover = this.#page.locator('.monaco-hover:not(.hidden)', { has: this.#page.locator('a', { hasText: 'Details' }) }).first();
    await this.retry(
      async () => {
        const at = await line.evaluate((element, wanted) => {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const start = node.data.lastIndexOf(wanted);
            if (start < 0) continue;
            const range = document.createRange();
            range.setStart(node, start);
            range.setEnd(node, start + wanted.length);
            const { x, y, width, height } = range.getBoundingClientRect();
            return { x: x + width / 2, y: y + height / 2 };
          }
          return null;
        }, part);
        if (!at) throw new Error(`no ${part} in ${words}`);
        await this.#page.mouse.move(at.x + 300, at.y + 150);
        await this.#page.mouse.move(at.x, at.y, { steps: 5 });
      },
      () => hover.waitFor({ timeout: 5000 }),
    );
    return hover;
  }

  async hoverSquiggle(words) {
    const { x, y, width, height } = await this.squiggleOn(words);
    const hover = this.#page.locator('.monaco-hover:not(.hidden)', { hasText: 'gpu-count' }).first();
    await this.retry(
      async () => {
        await this.#page.mouse.move(x + 300, y + 200);
        await this.#page.mouse.move(x + width / 2, y + height / 2, { steps: 5 });
      },
      () => hover.waitFor({ timeout: 5000 }),
    );
    // Other providers' parts come in after the diagnostic.
    await this.until(async () => (await hover.locator('table').count()) > 0, 5000).catch(() => {});
    return hover;
  }

  /**
   * Presses Ctrl+. until the menu holds `title`; resolves to its entries. With `words` the cursor is put into the squiggle of their line before
   * each try: a lens that comes in above may have moved the line from under the pointer.
   */
  async quickFixes(title, words) {
    const item = this.#page.locator('.action-widget .monaco-list-row', { hasText: title });
    await this.retry(
      async () => {
        if (words) await this.putCursor(words);
        await this.#page.keyboard.press('Control+.');
      },
      () => item.first().waitFor({ timeout: 4000 }),
    );
    const rows = await this.#page.locator('.action-widget .monaco-list-row.action').allInnerTexts();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trim());
  }

  /** Clicks an entry of the open menu, which takes clicks once the mouse has moved over it. */
  async choose(title) {
    const item = this.#page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    const { x, y, width, height } = await item.boundingBox();
    await this.#page.mouse.move(x + width / 2, y + height / 2, { steps: 5 });
    await item.click();
  }

  /** The frame of a webview whose text fits. */
  webview(text) {
    return this.until(async () => {
      for (const frame of this.#page.frames()) {
        const body = await frame
          .locator('body')
          .innerText({ timeout: 500 })
          .catch(() => '');
        if (frame !== this.#page.mainFrame() && text.test(body)) return frame;
      }
      return null;
    });
  }
}
