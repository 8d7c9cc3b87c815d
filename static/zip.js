// One entry of a ZIP archive (APPNOTE 6.3.10) that is in memory: stored or deflated, no ZIP64, no encryption.

const most = 64 << 20; // bytes of an entry: what is claimed to be small can unpack to anything

// unpack gives the bytes of the entry that stands at a number in the archive's directory, from 0.
export async function unpack(archive, number) {
	const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
	let end = archive.length - 22;
	while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
	if (end < 0) throw new Error("no archive");
	let at = view.getUint32(end + 16, true);
	const next = () => at + 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
	for (let n = 0; n < number; n++) at = next();
	if (view.getUint32(at, true) !== 0x02014b50 || view.getUint16(at + 8, true) & 1) throw new Error("no entry");
	const method = view.getUint16(at + 10, true), size = view.getUint32(at + 20, true), local = view.getUint32(at + 42, true);
	const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
	const packed = archive.subarray(from, from + size);
	if (method === 0) return packed;
	if (method !== 8) throw new Error("method");
	const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
	const pieces = [];
	for (let total = 0; ; ) {
		const { value, done } = await reader.read();
		if (done) return new Uint8Array(await new Blob(pieces).arrayBuffer());
		if ((total += value.length) > most) {
			reader.cancel();
			throw new Error("too large");
		}
		pieces.push(value);
	}
}
