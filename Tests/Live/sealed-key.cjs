// Opens a member's key file with node's own cryptography, and seals the same key as the version before did.
// Standard input: {"key": {...}, "pin": "..."}; output: {"opened": hex, "before": {...}}.
const crypto = require("node:crypto");
const { key, pin } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const { kdf } = key;
const salt = Buffer.from(kdf.salt, "base64");
const publicKey = Buffer.from(key.public_key, "base64");

function scrypt(salt, rounds) {
    return crypto.scryptSync(pin, salt, 32, { N: rounds, r: kdf.block, p: kdf.parallelism, maxmem: 1 << 28 });
}

function cipher(make, key, nonce) {
    const made = make("chacha20-poly1305", key, nonce, { authTagLength: 16 });
    return made.setAAD(publicKey, { plaintextLength: 32 });
}

const lanes = Array.from({ length: kdf.lanes }, (_, lane) => scrypt(Buffer.concat([salt, Buffer.from([lane])]), kdf.rounds));
const wrapping = Buffer.from(crypto.hkdfSync("sha256", Buffer.concat(lanes), salt, "bipartite pin", 32));
const box = Buffer.from(key.sealed, "base64");
const opening = cipher(crypto.createDecipheriv, wrapping, box.subarray(0, 12));
opening.setAuthTag(box.subarray(-16));
const opened = Buffer.concat([opening.update(box.subarray(12, -16)), opening.final()]);

const nonce = crypto.randomBytes(12);
const rounds = 1 << 15;
const closing = cipher(crypto.createCipheriv, scrypt(salt, rounds), nonce);
const sealed = Buffer.concat([nonce, closing.update(opened), closing.final(), closing.getAuthTag()]);
const { lanes: _, ...before } = { ...kdf, rounds };
console.log(JSON.stringify({ opened: opened.toString("hex"), before: { ...key, format: 2, kdf: before, sealed: sealed.toString("base64") } }));
