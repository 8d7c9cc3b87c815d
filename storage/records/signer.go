package records

import (
	"context"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm"

	"loupe/ledger"
	"loupe/models"
)

const signerSetting = "signer"

// Sign signs a text in the platform's name. The signing key is drawn the first time and stays in the
// database; no method gives it out.
func (s *Store) Sign(ctx context.Context, purpose, text string) (models.Signed, error) {
	signer, err := s.signer(ctx)
	if err != nil {
		return models.Signed{}, fmt.Errorf("signing: %w", err)
	}
	return models.Signed{Text: text, Key: signer.Public(), Signature: signer.Sign(purpose, text)}, nil
}

func (s *Store) signer(ctx context.Context) (ledger.Signer, error) {
	read := func() (string, error) {
		var value string
		err := found(s.read(ctx).Raw(`SELECT value FROM settings WHERE name = ?`, signerSetting).Scan(&value))
		return value, err
	}
	value, err := read()
	if models.KindOf(err) == models.NotFound {
		seed, failed := ledger.NewSignerSeed(s.random)
		if failed != nil {
			return ledger.Signer{}, failed
		}
		failed = s.write(ctx, nil, func(tx *gorm.DB) error { // of two nodes the first one's key stays
			return exec(tx, `INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, signerSetting, hex.EncodeToString(seed))
		})
		if failed != nil {
			return ledger.Signer{}, failed
		}
		value, err = read()
	}
	if err != nil {
		return ledger.Signer{}, told(err)
	}
	seed, err := hex.DecodeString(value)
	if err != nil {
		return ledger.Signer{}, fmt.Errorf("the signing key can't be read")
	}
	return ledger.NewSigner(seed)
}
