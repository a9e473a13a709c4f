import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../../client/src/common.ts';
import { findingsOf, open, ruleOf, until } from './support.ts';

suite('planwright', () => {
  let api: Api;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<Api>('planwright.planwright');
    assert.ok(extension, 'the extension is there');
    api = await extension.activate();
  });

  suiteTeardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  test('checks its own settings file', async () => {
    const document = await open('settings/planwright.yaml');
    const [problem] = await until('a diagnostic', () => findingsOf(document).length > 0 && findingsOf(document));
    assert.ok(problem);
    assert.equal(document.getText(problem.range), 'arithmetik');
    assert.equal(ruleOf(problem).id, 'config');
  });

  test('is silent about what is no plan', async () => {
    const document = await open('notes.md');
    await until('the status to follow', () => api.status() === null);
    assert.deepEqual(findingsOf(document), []);
  });
});
