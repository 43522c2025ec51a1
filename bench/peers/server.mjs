// A peer's server in a process of its own: node server.mjs PEER PORT FOLDER
const [peer, port, folder] = process.argv.slice(2);
const { serve } = await import(`./${peer}.mjs`);
await serve(Number(port), folder);
process.send('ready');
