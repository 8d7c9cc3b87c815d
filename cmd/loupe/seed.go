package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"

	"loupe/demo/seeded"
	"loupe/intake"
	"loupe/models"
	"loupe/routing"
	"loupe/storage/records"
)

type seedCommand struct {
	Cases   int `default:"0" help:"Published cases to add."`
	Sites   int `default:"0" help:"Invented sites that the cases are at; by the number of cases when 0."`
	Reports int `default:"0" help:"Sealed reports to add, through intake."`
}

// Run adds invented publications and reports, for measuring. The platform has to be set up. What is
// seeded follows from its number, so two runs of the same size can be compared. It is written in batches,
// each with one custody entry that says so.
func (c seedCommand) Run(ctx context.Context, s *settings) error {
	h, err := open(ctx, s, quiet())
	if err != nil {
		return err
	}
	defer h.close()
	if done, err := h.People.IsSetUp(ctx); err != nil || !done {
		return fmt.Errorf("set the platform up first, with loupe setup (%v)", err)
	}
	sites := c.Sites
	if sites == 0 {
		sites = min(3000, 40+c.Cases/300)
	}
	if err := h.seedCases(ctx, c.Cases, sites, os.Stdout); err != nil {
		return err
	}
	return h.seedReports(ctx, c.Reports)
}

// seedBatch is how many publications one transaction adds: a quarter of what a word's set is kept for.
const seedBatch = 1 << 14

// seedSites makes sure of n invented sites and gives them, in the order of their numbers.
func (h *house) seedSites(ctx context.Context, n int) ([]models.Site, error) {
	list, err := h.records.Sites(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, s := range list {
		known[s.Slug] = true
	}
	sites := make([]models.Site, n)
	var missing []models.Site
	for i := range sites {
		if sites[i] = seeded.Site(i); known[sites[i].Slug] {
			continue
		}
		if sites[i].ID, err = models.NewID(rand.Reader); err != nil {
			return nil, err
		}
		missing = append(missing, sites[i])
	}
	if len(missing) == 0 {
		return sites, nil
	}
	return sites, h.records.AddSites(ctx, missing, models.Custody{ItemKind: models.ItemPlatform, Deed: models.DeedSiteAdd, At: time.Now().UTC(), Detail: fmt.Sprint("seed ", len(missing))})
}

// seedCases adds n publications at some of the sites. The next batch is made up while one is written.
func (h *house) seedCases(ctx context.Context, n, sites int, progress io.Writer) error {
	if n == 0 {
		return nil
	}
	places, err := h.seedSites(ctx, sites)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches := make(chan []models.Publication, 1)
	start := time.Now()
	go func() {
		defer close(batches)
		until := start.UTC().Truncate(time.Second)
		for from := 0; from < n; from += seedBatch {
			batch := make([]models.Publication, 0, seedBatch)
			for i := from; i < min(n, from+seedBatch); i++ {
				id, err := models.NewID(rand.Reader)
				if err != nil {
					return // chance doesn't fail; fewer are added, and told
				}
				batch = append(batch, seeded.Publication(id, i, n, places, until))
			}
			select {
			case batches <- batch:
			case <-ctx.Done():
				return
			}
		}
	}()
	done := 0
	for batch := range batches {
		ev := models.Custody{ItemKind: models.ItemPlatform, Deed: models.DeedSeed, At: time.Now().UTC(), Detail: fmt.Sprint("cases ", len(batch))}
		if err := h.records.PublishSeeded(ctx, batch, ev); err != nil {
			return err
		}
		done += len(batch)
		gone := time.Since(start)
		left := time.Duration(float64(gone) * float64(n-done) / float64(done))
		fmt.Fprintf(progress, "\r%d of %d cases, %.0f a second, %s left   ", done, n, float64(done)/gone.Seconds(), left.Round(time.Second))
	}
	fmt.Fprintln(progress)
	if done < n {
		return fmt.Errorf("added %d of %d cases", done, n)
	}
	return nil
}

// reportBatch is how many reports one transaction adds.
const reportBatch = 500

// batch stands in for the records where intake accepts a report: it keeps it until many can be written at
// once, with one custody entry that says that they were seeded.
type batch struct {
	*records.Store
	mu   sync.Mutex
	held []models.SealedReport
}

// AcceptReport keeps a report for the next batch.
func (b *batch) AcceptReport(ctx context.Context, r models.SealedReport, ev models.Custody) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held = append(b.held, r)
	return false, b.flush(ctx, reportBatch, ev.At)
}

// flush writes what is held, when there are so many.
func (b *batch) flush(ctx context.Context, least int, at time.Time) error {
	if len(b.held) == 0 || len(b.held) < least {
		return nil
	}
	ev := models.Custody{ItemKind: models.ItemPlatform, Deed: models.DeedSeed, At: at, Detail: fmt.Sprint("reports ", len(b.held))}
	err := b.AcceptSeeded(ctx, b.held, ev)
	b.held = nil
	return err
}

// seedReports seals reports as intake does, one each 90 seconds until now, on all processors, and writes
// them in batches.
func (h *house) seedReports(ctx context.Context, n int) error {
	sites, err := h.records.Sites(ctx)
	if err != nil {
		return err
	}
	now := func() time.Time { return time.Now().UTC() }
	store, router := &batch{Store: h.records}, routing.New(h.records, now, rand.Reader)
	until := now().Truncate(time.Second)
	var wg sync.WaitGroup
	var once sync.Once
	var failed error
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				at := until.Add(-time.Duration(n-i) * 90 * time.Second)
				in := intake.New(store, h.objects, router, intake.DefaultLimits(), func() time.Time { return at }, rand.Reader)
				if err := seedReport(ctx, in, i, at, sites); err != nil {
					once.Do(func() { failed = err })
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return errors.Join(failed, store.flush(ctx, 1, until))
}

func seedReport(ctx context.Context, in *intake.Intake, i int, at time.Time, sites []models.Site) error {
	edge, err := in.Begin()
	if err != nil {
		return err
	}
	x := seeded.Content(i, at, nil)
	facts := models.Facts{Categories: x.Categories, Country: x.Country, Region: x.Region, Consent: models.ConsentAnonymous, Language: x.Language}
	if len(sites) > 0 && i%3 > 0 {
		site := sites[i%len(sites)]
		facts.SiteID, facts.Country, facts.Region = site.ID, site.Country, site.Region
	}
	_, err = edge.Submit(ctx, nil, intake.Form{Facts: facts, Testimony: models.Testimony{Narrative: x.Account, OccurredOn: x.OccurredOn}})
	return err
}
