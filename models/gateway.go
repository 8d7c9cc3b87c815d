package models

import "time"

// Gateway is a service or a phone that hands text messages over.
type Gateway struct {
	ID        ID
	Slug      string // in its address, /sms/{slug}
	Name      string
	Kind      string // a kind of package sms
	Country   string // where its numbers are, ISO 3166-1; "" for any
	Sealed    []byte // GatewaySecrets, to the unattended key, label SealGateway [gateway]
	MadeAt    time.Time
	RevokedAt time.Time // zero while it is in force
}

// GatewaySecrets is the sealed part of a gateway.
type GatewaySecrets struct {
	Secret string `json:"secret"`         // shared with the gateway; Twilio's auth token
	URL    string `json:"url,omitempty"`  // to which messages are sent; "" when it can only answer
	User   string `json:"user,omitempty"` // account at the gateway
	From   string `json:"from,omitempty"` // sender number or name
}

// Texts are the words by which people reach the questionnaire and the information that an admin wrote,
// by language.
type Texts struct {
	Start    map[string]string `json:"start"`     // keyword that begins a report
	Info     map[string]string `json:"info"`      // keyword that asks for information
	InfoText map[string]string `json:"info_text"` // prices, help contacts
}
