// Stands in for the native watchdog: ends this process when its parent is gone.
exports.start = (parent) => {
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch (error) {
      if (error.code === 'ESRCH') process.exit(87);
    }
  }, 2000).unref();
};
exports.exit = (code) => process.exit(code);
