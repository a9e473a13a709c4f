/** What the what-if page begins with, in every host: no text of a document is in it. */
export const bodyIn = (t: (text: string) => string): string => `<main>
<h1 id="title">${t('Layouts')}</h1>
<p id="summary" role="status" aria-live="polite"></p>
<div id="page" hidden>
<ul id="problems"></ul>
<div class="actions">
<button type="button" id="use">${t('Use this layout')}</button>
<button type="button" id="reset" class="second">${t('Back to the plan')}</button>
<span id="said" role="status" aria-live="polite"></span>
</div>
<div class="columns">
<form aria-label="${t('Values to try')}"><div id="controls"></div></form>
<div>
<section aria-labelledby="memory-title"><h2 id="memory-title">${t('Memory of a GPU')}</h2><div id="memory"></div></section>
<section aria-labelledby="speed-title"><h2 id="speed-title">${t('Speed')}</h2><div id="speed"></div></section>
<section aria-labelledby="layouts-title"><h2 id="layouts-title">${t('All layouts of these GPUs')}</h2><div id="layouts"></div></section>
</div>
</div>
</div>
</main>`;

/** In English. */
export const body = bodyIn((text) => text);
