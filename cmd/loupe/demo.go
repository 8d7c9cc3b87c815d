package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"loupe/demo"
)

type demoCommand struct {
	Accounts string `help:"Also write the accounts to this file, as JSON." type:"path"`
}

// Run serves the invented cast. Without a data folder of its own it lives in a temporary one that
// goes when the demonstration ends.
func (c demoCommand) Run(ctx context.Context, s *settings) error {
	if os.Getenv("LOUPE_DATA") == "" && s.Data != "" && !flagGiven("--data") {
		dir, err := os.MkdirTemp("", "loupe-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		s.Data = dir
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	h, err := open(ctx, s, log)
	if err != nil {
		return err
	}
	defer h.close()
	if done, err := h.People.IsSetUp(ctx); err != nil || done {
		if err == nil {
			err = errors.New("this platform is set up already: `loupe serve` serves it, a demonstration wants an empty --data folder")
		}
		return err
	}
	accounts, err := demo.Build(ctx, h.at, time.Now().UTC())
	if err != nil {
		return fmt.Errorf("building the demonstration: %w", err)
	}
	if c.Accounts != "" {
		b, err := json.MarshalIndent(accounts, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.Accounts, append(b, '\n'), 0o600); err != nil {
			return err
		}
	}
	return serve(ctx, s, h, log, func(address string) {
		fmt.Printf("Loupe's demonstration is at %s. Everything in it is invented.\n\nAccounts to try, all with the passphrase %q:\n", address, demo.Passphrase)
		for _, a := range accounts {
			fmt.Printf("  %-34s %-18s %s\n", a.Email, strings.Join(a.Roles, ", "), strings.Join(a.Desks, ", "))
		}
		fmt.Println("\nStop with Ctrl-C.")
	})
}

func flagGiven(name string) bool {
	for _, a := range os.Args {
		if a == name || strings.HasPrefix(a, name+"=") {
			return true
		}
	}
	return false
}
