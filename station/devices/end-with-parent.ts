// Loaded into a child of the station before its own entry. It ends when the station does, however that ends,
// because its standard input then ends: no signal reaches it when the station is killed.
process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0));
process.stdin.resume();
