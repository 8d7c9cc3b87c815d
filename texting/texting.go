// Package texting is the way of a report that comes by text message: a gateway hands messages over,
// the questionnaire is asked one by one, and what was told becomes a report like any other.
//
// Between two messages a conversation is kept sealed to a key that is drawn from the sender's number and
// a key that lies beside the database. A copy of the database opens none and shows no number.
package texting

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"loupe/models"
	"loupe/seal"
	"loupe/sms"
)

// Store keeps gateways and conversations.
type Store interface {
	Gateways(ctx context.Context) ([]models.Gateway, error)
	Gateway(ctx context.Context, slug string) (models.Gateway, error)
	AddGateway(ctx context.Context, g models.Gateway, ev models.Custody) error
	RevokeGateway(ctx context.Context, id models.ID, ev models.Custody) error
	Texts(ctx context.Context) (models.Texts, error)
	SaveTexts(ctx context.Context, t models.Texts, ev models.Custody) error
	Conversation(ctx context.Context, lookup string) (sealed []byte, version int, err error)
	SaveConversation(ctx context.Context, lookup string, sealed []byte, version int, at time.Time) error
	DropConversation(ctx context.Context, lookup string) error
	DropConversations(ctx context.Context, before time.Time) error
	Record(ctx context.Context, ev ...models.Custody) error
}

// Told is a conversation that has come to its end.
type Told struct {
	sms.State
	Number  string // "" when the sender doesn't want to be written to
	Gateway models.Gateway
}

// Tell makes a report of it and gives the receipt. The same State twice is one report.
type Tell func(ctx context.Context, t Told) (seal.Receipt, error)

// Texting is the way. It is safe for many goroutines.
type Texting struct {
	store  Store
	key    seal.PrivateKey // the unattended key
	script func(ctx context.Context) (sms.Script, error)
	tell   Tell
	now    func() time.Time
	random io.Reader
}

// New makes the way. script gives languages and words as they are now.
func New(store Store, key seal.PrivateKey, script func(ctx context.Context) (sms.Script, error), tell Tell, now func() time.Time, random io.Reader) *Texting {
	return &Texting{store, key, script, tell, now, random}
}

const (
	life  = 24 * time.Hour // of a conversation in which nobody writes
	tries = 4              // when two messages of a number come at once
)

// Sweep forgets conversations that were left.
func (t *Texting) Sweep(ctx context.Context) error {
	return t.store.DropConversations(ctx, t.now().Add(-life))
}

// held is one conversation, opened.
type held struct {
	sms.State
	lookup  string
	key     seal.PrivateKey
	version int // 0 for a new one
}

// open finds the conversation with a number by a gateway.
func (t *Texting) open(ctx context.Context, g models.Gateway, number string) (held, error) {
	who := string(g.ID) + "\x00" + number
	lookup, err := t.key.Digest("texting lookup", who)
	if err != nil {
		return held{}, err
	}
	secret, err := t.key.Digest("texting key", who)
	if err != nil {
		return held{}, err
	}
	h := held{lookup: lookup}
	if h.key, err = seal.PrivateKeyFromSeed(sha256.Sum256([]byte(secret))); err != nil {
		return h, err
	}
	sealed, version, err := t.store.Conversation(ctx, lookup)
	if models.KindOf(err) == models.NotFound {
		return h, nil
	}
	if err != nil {
		return h, fmt.Errorf("reading a conversation: %w", err)
	}
	h.version = version
	plain, err := seal.Open(h.label(), sealed, h.key)
	if err == nil {
		err = json.Unmarshal(plain, &h.State)
	}
	if err != nil { // sealed to a key that is gone: it begins anew
		h.State = sms.State{}
	}
	return h, nil
}

func (t *Texting) save(ctx context.Context, h held) error {
	plain, err := json.Marshal(h.State)
	if err != nil {
		return err
	}
	sealed, err := seal.Seal(h.label(), plain, h.key.Public())
	if err != nil {
		return err
	}
	return t.store.SaveConversation(ctx, h.lookup, sealed, h.version, t.now())
}

func (h held) label() seal.Label {
	return seal.Label{Kind: models.SealTexting, IDs: []string{h.lookup}}
}
