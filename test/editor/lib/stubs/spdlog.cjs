// Stands in for the native @vscode/spdlog, so that no compiler is needed. Writes the same log files, without rotation: the Output panel
// reads them back.
const { appendFileSync, mkdirSync } = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  constructor(name, file) {
    this.name = name;
    this.file = file;
    this.level = 2;
    this.raw = false;
    levels.forEach((level, rank) => {
      this[level === 'warning' ? 'warn' : level] = (message) => this.write(rank, message);
    });
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.raw = true;
  }
  setPattern(pattern) {
    this.raw = pattern === '%v';
  }
  flush() {}
  drop() {}
  write(rank, message) {
    if (rank < this.level) return;
    const line = this.raw ? message : `${new Date().toISOString().replace('T', ' ').slice(0, -1)} [${levels[rank]}] ${message}\n`;
    try {
      appendFileSync(this.file, line);
    } catch {}
  }
}

async function create(name, file) {
  mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(name, file);
}

module.exports = {
  version: 0,
  Logger,
  setLevel() {},
  setFlushOn() {},
  shutdown() {},
  createRotatingLogger: (name, file) => create(name, file),
  createAsyncRotatingLogger: (name, file) => create(name, file),
};
