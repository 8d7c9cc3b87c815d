// Searching the gazetteer without the network: names without accents, and with a letter or two wrong.

// plain takes accents, case and marks away.
export const plain = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

// distance counts the letters to change, add, leave out or swap (Damerau-Levenshtein, neighbours only); over most it
// gives most + 1.
export function distance(a, b, most) {
	if (Math.abs(a.length - b.length) > most) return most + 1;
	let before = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
		}
		if (Math.min(...next) > most) return most + 1;
		before = row;
		row = next;
	}
	return row[b.length];
}

// score is how far a name is from what was typed: 0 the same, below 1 it begins so or has it, then misspelt; null is not it.
function score(typed, name) {
	if (name === typed) return 0;
	if (name.startsWith(typed)) return 0.1;
	if (name.includes(" " + typed)) return 0.2;
	if (typed.length > 2 && name.includes(typed)) return 0.4;
	const most = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
	let best = distance(typed, name, most);
	for (const word of name.split(" ")) {
		best = Math.min(best, distance(typed, word, most) + 0.2, distance(typed, word.slice(0, typed.length), most) + 0.3);
	}
	return best <= most + 0.5 ? best + 0.5 : null;
}

// find gives at most limit sites ({id, name, region, country}) for what was typed, best first.
export function find(sites, typed, limit = 6) {
	const wanted = plain(typed);
	if (wanted.length < 2) return [];
	return sites.map((site) => [score(wanted, plain(site.name)), site]).filter(([s]) => s !== null)
		.sort(([a, x], [b, y]) => a - b || x.name.localeCompare(y.name)).slice(0, limit).map(([, site]) => site);
}
