/** The packaged extension installed in a VS Code server, its workbench in a browser. */
import { vsix } from '../../../scripts/package.mjs';
import { launch, viewport } from './chromium.mjs';
import { listen } from './page.mjs';
import { dropProfile, makeProfile } from './util.mjs';
import { ensureServer, installVsix, startServer, workbenchUrl } from './vscode-server.mjs';
import { Workbench } from './workbench.mjs';

/** Resolves to the session; `show` opens the workbench at a line of a file. `size` is that of the window in pixels. */
export async function openSession({ settings = {}, size = viewport } = {}) {
  const place = makeProfile({ 'editor.fontSize': 14, ...settings });
  const server = ensureServer();
  installVsix(server, place.profile, vsix);
  const running = await startServer(server, place.profile);
  const browser = await launch();
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(90_000);
  const heard = await listen(page);
  return {
    place,
    running,
    page,
    heard,
    workbench: new Workbench(page),
    show: (name, line) =>
      page.goto(
        workbenchUrl(running.authority, place.workspace, [
          ['openFile', `vscode-remote://${running.authority}${place.workspace}/${name}:${line}`],
          ['gotoLineMode', 'true'],
        ]),
      ),
    async end(failed) {
      await browser.close();
      await running.stop();
      dropProfile(place, failed);
    },
  };
}
