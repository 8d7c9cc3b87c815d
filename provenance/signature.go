package provenance

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"loupe/media"
)

// SignatureState is what comparing a signature with bytes and a key gave.
type SignatureState string

// The states of a signature.
const (
	SignatureFits       SignatureState = "fits"       // the key signed these very bytes
	SignatureOld        SignatureState = "old"        // it fits, and the key had run out or was called back
	SignatureDiffers    SignatureState = "differs"    // the key didn't sign these bytes
	SignatureNoKey      SignatureState = "no_key"     // its key did not come along
	SignatureNoFile     SignatureState = "no_file"    // what it signs is not here
	SignatureUnreadable SignatureState = "unreadable" // no signature that can be read, or by a method that is broken
)

// Signature is a detached OpenPGP signature (RFC 9580) held against the bytes that it signs.
type Signature struct {
	File        string // the signature's own file
	Of          string // the file that it signs; "" when that isn't here
	State       SignatureState
	Fingerprint string     // of the key that fits, upper-case hex in groups of four
	Made        *time.Time // as the signature says
}

// Short is a file's name for reading: ProofMode puts a digest of 64 digits before its own words.
func Short(name string) string {
	if len(name) > 64 && strings.Trim(strings.ToLower(name[:64]), "0123456789abcdef") == "" {
		return name[:8] + "…" + name[64:]
	}
	return name
}

// Named is the signature's file, for reading.
func (s Signature) Named() string { return Short(s.File) }

// NamedOf is what it signs, for reading.
func (s Signature) NamedOf() string { return Short(s.Of) }

// Key is an OpenPGP public key that came along.
type Key struct {
	File        string
	Fingerprint string
	Name        string // what the key says its owner is; anybody can write anything
	Made        time.Time
}

// armored tells what an .asc file holds.
func armored(body []byte) string {
	defer func() { _ = recover() }()
	block, err := armor.Decode(bytes.NewReader(body))
	if err != nil {
		return ""
	}
	return block.Type
}

func readKeys(name string, body []byte) (keys []Key, ring openpgp.EntityList) {
	defer func() {
		if recover() != nil {
			keys, ring = nil, nil
		}
	}()
	ring, err := openpgp.ReadArmoredKeyRing(bytes.NewReader(body))
	if err != nil {
		return nil, nil
	}
	ring = ring[:min(len(ring), maxKeys)]
	for _, e := range ring {
		k := Key{File: name, Fingerprint: fingerprint(e.PrimaryKey), Made: e.PrimaryKey.CreationTime.UTC()}
		for id := range e.Identities {
			if k.Name == "" || id < k.Name {
				k.Name = media.Clean(id)
			}
		}
		keys = append(keys, k)
	}
	return keys, ring
}

func fingerprint(k *packet.PublicKey) string {
	var groups []string
	for part := range slices.Chunk([]byte(fmt.Sprintf("%X", k.Fingerprint)), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, " ")
}

// weak lists the digests that no longer bind a signature to bytes.
var weak = []crypto.Hash{crypto.MD5, crypto.SHA1, crypto.RIPEMD160}

// check holds a signature against bytes.
func (s *Signature) check(body []byte, signed io.Reader, ring openpgp.EntityList) {
	defer func() {
		if recover() != nil {
			s.State = SignatureUnreadable
		}
	}()
	s.State = SignatureUnreadable
	block, err := armor.Decode(bytes.NewReader(body))
	if err != nil || block.Type != openpgp.SignatureType {
		return
	}
	p, err := packet.Read(block.Body)
	sig, ok := p.(*packet.Signature)
	if err != nil || !ok || slices.Contains(weak, sig.Hash) {
		return
	}
	at := sig.CreationTime.UTC()
	s.Made = &at
	block, err = armor.Decode(bytes.NewReader(body))
	if err != nil {
		return
	}
	entity, err := openpgp.CheckDetachedSignature(ring, signed, block.Body, nil)
	switch {
	case err == nil && entity != nil:
		s.State = SignatureFits
	case errors.Is(err, pgperrors.ErrUnknownIssuer):
		s.State = SignatureNoKey
	case entity != nil && (errors.Is(err, pgperrors.ErrKeyExpired) || errors.Is(err, pgperrors.ErrSignatureExpired) || errors.Is(err, pgperrors.ErrKeyRevoked)):
		s.State = SignatureOld
	case errors.As(err, new(pgperrors.SignatureError)):
		s.State = SignatureDiffers
	}
	if s.State == SignatureFits || s.State == SignatureOld {
		s.Fingerprint = fingerprint(entity.PrimaryKey)
	}
}
