// Loaded first into every program we start (node --import): when the launcher is gone, even killed,
// the program gets a SIGTERM, so that nothing lingers.
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
