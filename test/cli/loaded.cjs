/** Required before a program in parts: at its end it writes down which parts were read, and their bytes. */
const fs = require('node:fs');
const path = require('node:path');

const { readFileSync } = fs;
const read = {};
fs.readFileSync = (file, ...options) => {
  const contents = readFileSync(file, ...options);
  if (typeof file === 'string' && /[\\/](?:node|extension)[\\/][\w-]+\.cjs$/.test(file)) read[path.basename(file)] = contents.length;
  return contents;
};
process.on('exit', () => fs.writeFileSync(process.env.PLANWRIGHT_LOADED, JSON.stringify(read)));
