package seal_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"loupe/seal"
)

var update = flag.Bool("update", false, "write vectors that do not exist yet; those that do are never written again")

const formatFile = "testdata/vectors/v1.json"

// forms is everything that a database, an object store or a sheet of paper may hold.
type forms struct {
	Seed, Secret, Public      string // a key
	Document, Text            string // sealed for the key under label; hex
	Wrapped                   string // the key itself, sealed for itself; hex
	Passphrase, KDF, Locked   string
	Session, SessionID, Kept  string
	Link, LinkHash            string
	Receipt, Lookup, ReplyKey string
	Recovery, RecoverySecret  string
}

func TestFormsThatWerePromisedStillOpen(t *testing.T) {
	if *update {
		writeForms(t)
	}
	text, err := os.ReadFile(formatFile)
	if err != nil {
		t.Fatal(err)
	}
	var v forms
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	same := func(what, got, want string, err error) {
		t.Helper()
		if err != nil || got != want {
			t.Errorf("%s: got %.60q (%v), want %.60q", what, got, err, want)
		}
	}
	seed, _ := hex.DecodeString(v.Seed)
	key, err := seal.PrivateKeyFromSeed([32]byte(seed))
	same("key from seed", key.Secret(), v.Secret, err)
	same("public key", string(key.Public()), v.Public, nil)
	plain, err := seal.Open(label, unhex(t, v.Document), key)
	same("document", string(plain), v.Text, err)
	unwrapped, err := seal.UnwrapKey(label, unhex(t, v.Wrapped), key)
	same("wrapped key", unwrapped.Secret(), v.Secret, err)
	unlocked, err := seal.UnlockWithPassphrase(context.Background(), label, unhex(t, v.Locked), v.KDF, v.Passphrase)
	same("passphrase", unlocked.Secret(), v.Secret, err)
	session := seal.SessionToken(v.Session)
	same("session id", session.ID(), v.SessionID, nil)
	kept, err := session.Unwrap(label, unhex(t, v.Kept))
	same("session", kept.Secret(), v.Secret, err)
	same("link", seal.HashToken(v.Link), v.LinkHash, nil)
	receipt, err := seal.ParseReceipt(v.Receipt)
	same("receipt", receipt.Text(), v.Receipt, err)
	lookup, reply, err := receipt.Keys()
	same("lookup id", lookup, v.Lookup, err)
	same("reply key", reply.Secret(), v.ReplyKey, nil)
	recovery, err := seal.ParseRecoveryKey(v.Recovery)
	same("recovery key", recovery.Secret(), v.RecoverySecret, err)
}

// A receipt is read by this list: one word changed, and receipts on paper open nothing.
func TestWordListIsBIP39s(t *testing.T) {
	list, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(list)
	if got, want := hex.EncodeToString(sum[:]), "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"; got != want {
		t.Errorf("the list's SHA-256 is %s, want %s", got, want)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func writeForms(t *testing.T) {
	if _, err := os.Stat(formatFile); err == nil {
		return
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	seed := bytes.Repeat([]byte{42}, 32)
	key, err := seal.PrivateKeyFromSeed([32]byte(seed))
	must(err)
	v := forms{Seed: hex.EncodeToString(seed), Secret: key.Secret(), Public: string(key.Public()), Text: "what was told", Passphrase: "four plain words, één"}
	other := newKey(t)
	document, err := seal.Seal(label, []byte(v.Text), other.Public(), key.Public())
	must(err)
	wrapped, err := seal.WrapKey(label, key, key.Public())
	must(err)
	locked, kdf, err := seal.LockWithPassphrase(context.Background(), rand.Reader, label, key, v.Passphrase)
	must(err)
	session, err := seal.NewSessionToken(rand.Reader)
	must(err)
	kept, err := session.Wrap(label, key)
	must(err)
	v.Document, v.Wrapped, v.Locked, v.Kept = hex.EncodeToString(document), hex.EncodeToString(wrapped), hex.EncodeToString(locked), hex.EncodeToString(kept)
	v.KDF, v.Session, v.SessionID = kdf, string(session), session.ID()
	v.Link, v.LinkHash, err = seal.NewToken(rand.Reader)
	must(err)
	receipt, err := seal.NewReceipt(rand.Reader)
	must(err)
	lookup, reply, err := receipt.Keys()
	must(err)
	v.Receipt, v.Lookup, v.ReplyKey = receipt.Text(), lookup, reply.Secret()
	recovery, text, err := seal.NewRecoveryKey(rand.Reader)
	must(err)
	v.Recovery, v.RecoverySecret = text, recovery.Secret()
	out, err := json.MarshalIndent(v, "", "  ")
	must(err)
	must(os.WriteFile(formatFile, append(out, '\n'), 0o644))
}
