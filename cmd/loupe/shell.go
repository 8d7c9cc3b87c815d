package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"loupe/models"
	"loupe/people"
	"loupe/seal"
)

func quiet() *slog.Logger { return slog.New(discard{}) }

type migrateCommand struct{}

// Run migrates by opening.
func (migrateCommand) Run(ctx context.Context, s *settings) error {
	h, err := open(ctx, s, quiet())
	if err != nil {
		return err
	}
	fmt.Println("The database is at this version.")
	return h.close()
}

type setupCommand struct {
	Org            string   `required:"" help:"Name of the organisation."`
	AdminEmail     string   `required:"" help:"Address of the first admin."`
	AdminName      string   `default:"Administrator" help:"Name of the first admin."`
	PassphraseFile string   `required:"" type:"existingfile" help:"File with the admin's passphrase in its first line."`
	RecoveryOut    string   `required:"" type:"path" help:"File to write the recovery key to. It must not exist."`
	Desk           string   `default:"Central desk" help:"Name of the first desk."`
	Languages      []string `default:"en" help:"Languages to offer, the default first, with commas."`
}

// Run sets up. The recovery key is on disk before anything is sealed to it.
func (c setupCommand) Run(ctx context.Context, s *settings) error {
	passphrase, err := firstLine(c.PassphraseFile)
	if err != nil {
		return err
	}
	h, err := open(ctx, s, quiet())
	if err != nil {
		return err
	}
	defer h.close()
	if done, err := h.People.IsSetUp(ctx); err != nil || done {
		if err == nil {
			err = errors.New("this platform is set up already")
		}
		return err
	}
	text, public, err := h.People.NewRecovery()
	if err != nil {
		return err
	}
	in := people.SetUpInput{Organisation: c.Org, AdminName: c.AdminName, Email: c.AdminEmail, Passphrase: passphrase, Desk: c.Desk, Languages: c.Languages, RecoveryKey: public}
	if err := h.People.CheckSetUp(in); err != nil {
		return err
	}
	if err := writeNew(c.RecoveryOut, text+"\n"); err != nil {
		return err
	}
	if err := h.People.SetUp(ctx, in); err != nil {
		return errors.Join(err, os.Remove(c.RecoveryOut))
	}
	fmt.Printf("Loupe is set up. The recovery key is in %s: print it, keep it away from this server, and remove the file.\n", c.RecoveryOut)
	return nil
}

// writeNew writes a secret to a file that doesn't exist yet, readable by its owner only.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already; name another file, so that no key is lost", path)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

func firstLine(path string) (string, error) {
	b, err := os.ReadFile(path)
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimRight(line, "\r"), err
}

type personCommand struct {
	Add personAdd `cmd:"" help:"Add an account."`
}

type personAdd struct {
	Email          string   `required:"" help:"Address to sign in with."`
	Name           string   `required:"" help:"Name that colleagues see."`
	Role           []string `required:"" help:"monitor, reviewer, editor, admin or auditor; more than one with commas."`
	PassphraseFile string   `required:"" type:"existingfile" help:"File with the passphrase in its first line."`
	Desk           string   `help:"Propose them for this desk."`
}

// Run adds an account from the shell.
func (c personAdd) Run(ctx context.Context, s *settings) error {
	passphrase, err := firstLine(c.PassphraseFile)
	if err != nil {
		return err
	}
	h, err := open(ctx, s, quiet())
	if err != nil {
		return err
	}
	defer h.close()
	in := people.InviteInput{Name: c.Name, Email: strings.ToLower(c.Email)}
	for _, r := range c.Role {
		in.Roles = append(in.Roles, models.Role(r))
	}
	if in.DeskID, err = h.findDesk(ctx, c.Desk); err != nil {
		return err
	}
	if _, err := h.People.Add(ctx, in, passphrase); err != nil {
		return err
	}
	fmt.Println("Added", in.Email)
	return nil
}

type recoverCommand struct {
	KeyFile string `required:"" type:"existingfile" help:"File with the recovery key."`
	Desk    string `required:"" help:"Desk that is to be able to open again."`
}

// Run opens the copies for the recovery key and wraps them for a desk.
func (c recoverCommand) Run(ctx context.Context, s *settings) error {
	text, err := os.ReadFile(c.KeyFile)
	if err != nil {
		return err
	}
	key, err := seal.ParseRecoveryKey(string(text))
	if err != nil {
		return err
	}
	h, err := open(ctx, s, quiet())
	if err != nil {
		return err
	}
	defer h.close()
	desk, err := h.findDesk(ctx, c.Desk)
	if err != nil {
		return err
	}
	n, err := h.People.Recover(ctx, key, desk)
	fmt.Printf("%d items can be opened by %s now.\n", n, c.Desk)
	return err
}
