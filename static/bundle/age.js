export { Encrypter, Decrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
export { sha256 } from "@noble/hashes/sha2.js";
export { hkdf } from "@noble/hashes/hkdf.js";
export { pbkdf2 } from "@noble/hashes/pbkdf2.js";
export { bech32 } from "@scure/base";
