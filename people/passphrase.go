package people

import (
	"strings"
	"unicode"

	"loupe/models"
)

const minPassphrase = 12

// weakPassphrase refuses what is guessed first: the short, the repeated, the row of keys, the
// owner's own name. There are no rules of composition; length is what counts (NIST SP 800-63B).
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
	lower := strings.ToLower(passphrase)
	seen := map[rune]bool{}
	for _, r := range lower {
		seen[r] = true
	}
	if len(seen) < 5 {
		return weak("account.error.weak")
	}
	// What is left after common words, the owner's own words and rows of keys has to be something.
	for _, word := range append(own, common...) {
		for _, part := range strings.FieldsFunc(strings.ToLower(word), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len(part) >= 4 {
				lower = strings.ReplaceAll(lower, part, "")
			}
		}
	}
	if len([]rune(strings.Join(strings.Fields(lower), ""))) < 6 {
		return weak("account.error.weak")
	}
	return nil
}

var common = []string{"password", "passphrase", "passwort", "motdepasse", "qwerty", "qwertz", "azerty", "asdfgh", "1234567890", "0987654321", "123456", "abcdef", "letmein", "welcome", "changeme", "administrator", "admin", "loupe", "diamond", "secret", "iloveyou"}
