// Command loupe takes in, verifies and publishes reports of abuses at mine sites.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"loupe/models"
)

// settings are shared by all commands: each is a flag and an environment variable.
type settings struct {
	Listen        string `help:"Address to serve on." default:"127.0.0.1:8080" env:"LOUPE_LISTEN"`
	URL           string `help:"Public address, such as https://loupe.example. Decides on secure cookies and absolute links." env:"LOUPE_URL"`
	Data          string `help:"Data folder." default:"./data" env:"LOUPE_DATA" type:"path"`
	Database      string `help:"Empty for SQLite in the data folder, else postgres://…" env:"LOUPE_DATABASE"`
	Objects       string `help:"Empty for a folder in the data folder, else s3://key:secret@host:port/bucket" env:"LOUPE_OBJECTS"`
	SMTP          string `help:"Mail server for letters that something waits: smtp://user:password@host:port?from=address&tls=start. None when empty." env:"LOUPE_SMTP"`
	UnattendedKey string `help:"File of the key for what goes out unattended: scheduled publications, alerts. In the data folder when empty; the same on every node." env:"LOUPE_UNATTENDED_KEY" type:"path"`
	Breached      string `help:"File of SHA-1 digests of breached passphrases, sorted, one a line, as Have I Been Pwned hands it out: they are refused. None when empty." env:"LOUPE_BREACHED" type:"path"`
	MapDetail     string `help:"PMTiles file with the Protomaps basemap, for finer land on the map. None when empty." env:"LOUPE_MAP_DETAIL" type:"path"`
	OpsListen     string `help:"Address for health and metrics; none when empty." env:"LOUPE_OPS_LISTEN"`
}

var cli struct {
	settings
	Serve   serveCommand   `cmd:"" help:"Serve the platform."`
	Demo    demoCommand    `cmd:"" help:"Serve a living platform with an invented cast."`
	Setup   setupCommand   `cmd:"" help:"First set-up without a browser."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to this version."`
	Person  personCommand  `cmd:"" help:"Accounts."`
	Seed    seedCommand    `cmd:"" help:"Add invented publications and reports, for measuring."`
	Sites   sitesCommand   `cmd:"" help:"The gazetteer of mine sites."`
	Mirror  mirrorCommand  `cmd:"" help:"Write the public site as files, for a second host or a stick."`
	Recover recoverCommand `cmd:"" help:"Give a desk what the recovery key opens."`
	Paper   paperCommand   `cmd:"" hidden:"" help:"Read one document from standard input, bounded. Loupe starts this itself."`
	Bounded boundedCommand `cmd:"" hidden:"" passthrough:"" help:"Take limits upon itself and turn into another program. Loupe starts ffmpeg so."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// version is what this build calls itself.
const version = "0.1.0"

type versionCommand struct{}

func (versionCommand) Run() error { fmt.Println("loupe", version); return nil }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	command := kong.Parse(&cli, kong.Name("loupe"), kong.Description("Civil-society incident reporting: sealed in, verified by two, published citable."), kong.UsageOnError())
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(&cli.settings); err != nil {
		fmt.Fprintln(os.Stderr, "loupe:", explain(err))
		os.Exit(1)
	}
}

// explain says what went wrong at the shell, with the fields to mend.
func explain(err error) string {
	e, ok := errors.AsType[*models.Error](err)
	if !ok {
		return err.Error()
	}
	text := english(e.Key, e.Args)
	for _, f := range e.Fields {
		text += "\n  " + f.Field + ": " + english(f.Key, f.Args)
	}
	if e.Cause != nil {
		text += "\n  (" + e.Cause.Error() + ")"
	}
	return text
}
