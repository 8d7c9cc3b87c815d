package people

import (
	"github.com/ccojocar/zxcvbn-go"

	"loupe/models"
)

const (
	minPassphrase = 12
	// strong is the least strength that is taken, of 0 to 4: 10^8 guesses and more (zxcvbn). Behind
	// Argon2id that is years for who has copied the database.
	strong = 3
	// judged is how much of a passphrase is looked at; judging takes longer than its length grows.
	judged = 100
)

// guessedWith are words that guessers of this platform would try beside the owner's own.
var guessedWith = []string{"loupe", "diamond", "diamonds", "passphrase", "kimberley", "kimberlite"}

// checkPassphrase refuses what is guessed first: the short, the repeated, rows of keys, common words and
// the owner's own (zxcvbn), and what has been in breaches when there is a list of them. There are no
// rules of composition (NIST SP 800-63B).
func (p *People) checkPassphrase(passphrase string, own ...string) (*models.FieldError, error) {
	if f := weakPassphrase(passphrase, own...); f != nil {
		return f, nil
	}
	known, err := p.Breached.Has(passphrase)
	if err != nil {
		return nil, err
	}
	if known {
		return &models.FieldError{Field: "passphrase", Key: "account.error.breached"}, nil
	}
	return nil, nil
}

func weakPassphrase(passphrase string, own ...string) *models.FieldError {
	weak := func(key string) *models.FieldError {
		return &models.FieldError{Field: "passphrase", Key: key, Args: map[string]any{"Min": minPassphrase}}
	}
	runes := []rune(passphrase)
	if len(runes) < minPassphrase {
		return weak("account.error.short")
	}
	if len(passphrase) > 1000 {
		return weak("account.error.long")
	}
	judge := string(runes[:min(len(runes), judged)])
	if zxcvbn.PasswordStrength(judge, append(own, guessedWith...)).Score < strong {
		return weak("account.error.weak")
	}
	return nil
}
