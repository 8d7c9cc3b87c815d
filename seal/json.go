package seal

import (
	"encoding/json"
	"fmt"
)

// LabelOf is the label of something of a kind that belongs to items.
func LabelOf[ID ~string](kind string, ids ...ID) Label {
	l := Label{Kind: kind}
	for _, id := range ids {
		l.IDs = append(l.IDs, string(id))
	}
	return l
}

// JSON seals v as one document with a public key.
func JSON(l Label, v any, publicKey string) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("writing a %s: %w", l.Kind, err)
	}
	return Seal(l, plain, PublicKey(publicKey))
}

// OpenJSON opens a document into v. No error quotes what was opened.
func OpenJSON(l Label, sealed []byte, key PrivateKey, v any) error {
	plain, err := Open(l, sealed, key)
	if err != nil {
		return fmt.Errorf("opening a %s: %w", l.Kind, err)
	}
	if json.Unmarshal(plain, v) != nil {
		return fmt.Errorf("opening a %s: it is not in the form that was sealed", l.Kind)
	}
	return nil
}
