import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { reason, type Trouble } from '../input/trouble.ts';
import { servingPlan, trainingPlan } from './template.ts';

export interface InitOptions {
  /** Writes a plan to begin with, under this name. */
  readonly plan?: string | true;
  /** The plan is one for serving. */
  readonly serving?: boolean;
}

/** Every key that there is, as comments: the file says nothing until something in it is wanted. */
export const settings = `# yaml-language-server: $schema=https://raw.githubusercontent.com/planwright/planwright/main/schemas/planwright.schema.json
# Settings of Planwright: https://github.com/planwright/planwright/blob/main/docs/configuration.md
# rules:
#   efficiency: off          # off, hint, warning or error
# hardware:                  # for plans that do not state their cluster
#   gpus: 64
#   gpusPerNode: 8
#   gpuMemory: 80GB
# framework: megatron        # tells how expert parallelism counts
# ignore:
#   - drafts/
`;

/** Writes `planwright.yaml` into a folder, and a plan where one is asked for. What is there is left alone. Resolves to the exit code. */
export async function init(folder: string, { plan, serving = false }: InitOptions, trouble: Trouble): Promise<number> {
  await write(path.join(folder, 'planwright.yaml'), settings, trouble);
  if (plan !== undefined) {
    await write(path.join(folder, plan === true ? 'plan.md' : plan), serving ? servingPlan : trainingPlan, trouble);
  }
  return trouble.failures.length > 0 ? 2 : 0;
}

async function write(file: string, text: string, trouble: Trouble): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    process.stdout.write(`wrote ${file}\n`);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    trouble.fail(`${file}: ${isThere ? 'is there already; left as it is' : reason(error)}`);
  }
}
