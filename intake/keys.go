package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"loupe/models"
	"loupe/seal"
)

// KeysPurpose is what the platform's signature over Keys is for.
const KeysPurpose = "loupe keys v1"

// keys is what a device needs to seal a report by itself, as it is signed.
type keys struct {
	IssuedAt string `json:"issued_at"` // the day, RFC 3339: the same answer all day unless something changes
	Platform string `json:"platform"`
	Recovery struct {
		Recipient string `json:"recipient"`
	} `json:"recovery"`
	models.RoutePlan
	Sites string `json:"sites"` // changes with the gazetteer
}

// Keys gives what a device needs to seal a report by itself, signed: JSON with the keys of recovery
// and of the desks, and the rules that choose among them.
func (in *Intake) Keys(ctx context.Context) (models.Signed, error) {
	platform, err := in.records.Platform(ctx)
	if err != nil {
		return models.Signed{}, fmt.Errorf("reading the platform: %w", err)
	}
	var k keys
	if k.RoutePlan, err = in.router.Plan(ctx); err != nil {
		return models.Signed{}, fmt.Errorf("reading the routing rules: %w", err)
	}
	if k.Desks == nil {
		k.Desks = []models.DeskKey{}
	}
	sites, err := in.records.Sites(ctx)
	if err != nil {
		return models.Signed{}, fmt.Errorf("reading the sites: %w", err)
	}
	listed, err := json.Marshal(sites)
	if err != nil {
		return models.Signed{}, err
	}
	k.IssuedAt = in.now().UTC().Truncate(24 * time.Hour).Format(time.RFC3339)
	k.Platform, k.Recovery.Recipient, k.Sites = platform.Name, platform.RecoveryKey, seal.HashToken(string(listed))[:16]
	text, err := json.Marshal(k)
	if err != nil {
		return models.Signed{}, err
	}
	return in.records.Sign(ctx, KeysPurpose, string(text))
}
