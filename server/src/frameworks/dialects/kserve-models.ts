import type { LaunchBuilder } from '../builder.ts';
import { commandLaunch } from '../commands.ts';
import { type ConfigNode, child, nodeAt } from '../config-tree.ts';
import { selectedAccelerator } from '../devices.ts';
import { vllm } from '../engines/vllm.ts';
import { commandsOf, environmentOf, gpusOf } from '../kubernetes.ts';
import { valueOf } from '../values.ts';

/**
 * The model of an InferenceService on KServe's own server, which hands its arguments on to vLLM and names the model by `--model_id`
 * (kserve/kserve@f205bbff python/huggingfaceserver/huggingfaceserver/__main__.py).
 */
export function huggingFaceServer(root: ConfigNode, text: string): LaunchBuilder[] {
  const predictor = nodeAt(root, 'spec.predictor');
  const model = predictor && child(predictor, 'model');
  if (!predictor || !model || !/^(?:huggingface|vllm)$/i.test(nodeAt(model, 'modelFormat.name')?.text ?? '')) return [];
  const [command] = commandsOf(model, text, environmentOf(model));
  if (!command || command.words.some((word) => /^--backend(?:=huggingface)?$/.test(word.text))) return [];
  const builder = commandLaunch(command, vllm, nodeAt(root, 'metadata.name')?.text ?? '');
  const named = command.words.findIndex((word) => /^--model[_-]id(?:=|$)/.test(word.text));
  const flag = command.words[named];
  const word = flag?.text.includes('=') ? flag : command.words[named + 1];
  if (named >= 0 && word && !word.unknown) builder.words('model', { text: word.text.replace(/^--[^=]*=/, ''), place: word.at });
  else {
    const uri = valueOf(child(model, 'storageUri'));
    builder.words('model', {
      text: uri.kind === 'text' ? uri.text.replace(/^hf:\/\//, '') : '?',
      place: uri.kind === 'text' ? uri.at : model.span,
    });
  }
  const gpus = gpusOf(model);
  // with workers the engine is spread over more pods than this one
  if (gpus && !child(predictor, 'workerSpec')) builder.bound('gpus', gpus).bound('gpus_per_pod', gpus).switch('single', true);
  const selected = selectedAccelerator(predictor);
  if (selected) builder.words('accelerator', selected);
  return [builder];
}
