/** What `npm run bench -- layouts` measures, in one bundle as in the product: modules of several would disturb one another. */
export { estimateMemory, findAccelerator, findModel } from '../server/src/physics/index.ts';
export { adviseLayouts } from '../server/src/repair/advise.ts';
export { searchLayouts } from '../server/src/repair/layouts.ts';
export { machineOf } from '../server/src/repair/machine.ts';
