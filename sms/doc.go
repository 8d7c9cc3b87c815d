// Package sms speaks with people who have nothing but text messages: the shapes in which gateways hand
// messages over, and the questionnaire as a conversation that can stop and go on. It is bytes in and
// bytes out: no request of its own, no database, no clock.
//
// Shapes are those of RapidPro's external channel, Africa's Talking and Twilio, and a plain JSON for a
// phone that serves as a gateway. What gateways post comes from strangers: it is read within limits.
package sms

import "errors"

// What reading can end in. No error repeats a word of a message.
var (
	// ErrMalformed is for what isn't in the gateway's shape.
	ErrMalformed = errors.New("sms: malformed")
	// ErrForged is for a signature or token that isn't the gateway's.
	ErrForged = errors.New("sms: not from this gateway")
)

// Kind is the shape that a gateway speaks.
type Kind string

// The kinds of gateway.
const (
	RapidPro       Kind = "rapidpro"
	AfricasTalking Kind = "africastalking"
	Twilio         Kind = "twilio"
	JSON           Kind = "json"
)

// Kinds in the order of the form.
var Kinds = []Kind{JSON, RapidPro, AfricasTalking, Twilio}

// Message is one text message, or a part of one.
type Message struct {
	ID    string // the gateway's; the same one twice is the same message
	From  string // the number, E.164 as far as the gateway gives it
	Text  string
	Ref   string // of a message in parts that the gateway didn't join; "" otherwise
	Part  int    // from 1
	Parts int
}

// Limits of what is read.
const (
	maxText = 4000 // characters of one message
	maxBody = 64 << 10
	// MaxParts is how many parts a message can have.
	MaxParts = 20
)
