// Package seal is the only room with ciphers. It seals bytes for public keys and opens them with
// private ones, in the age v1 format with hybrid post-quantum recipients (ML-KEM-768 with X25519,
// c2sp.org/age). There is no cipher of our own in it.
//
// The chain of keys:
//
//	passphrase    --Argon2id--> opens the person's key        (LockWithPassphrase)
//	session token --HKDF------> opens a copy of it            (SessionToken)
//	person's key  --opens-----> a desk's key                  (WrapKey, UnwrapKey)
//	desk's key    --opens-----> a report's or case's key      (WrapKey, UnwrapKey)
//	report's key  --opens-----> testimony, exhibits, messages (Open, NewReader, NewReaderAt)
//	receipt       --PBKDF2----> the reply key                 (Receipt)
//
// Every sealed payload begins with a Label, which is checked on opening, so that one sealed thing
// can't stand in the place of another.
package seal
