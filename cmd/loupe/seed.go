package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"loupe/demo/seeded"
	"loupe/intake"
	"loupe/models"
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

// seedBatch is how many publications one transaction adds.
const seedBatch = 5000

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

// seedReports sends reports through intake, as many at once as a busy hour brings.
func (h *house) seedReports(ctx context.Context, n int) error {
	var wg sync.WaitGroup
	var once sync.Once
	var failed error
	next := make(chan int)
	for range 8 {
		wg.Go(func() {
			for i := range next {
				if err := h.seedReport(ctx, i); err != nil {
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
	return failed
}

func (h *house) seedReport(ctx context.Context, i int) error {
	edge, err := h.Intake.Begin()
	if err != nil {
		return err
	}
	x := seeded.Content(i, time.Now().UTC(), nil)
	_, err = edge.Submit(ctx, nil, intake.Form{
		Facts:     models.Facts{Categories: x.Categories, Country: x.Country, Consent: models.ConsentAnonymous, Language: "en"},
		Testimony: models.Testimony{Narrative: x.Account, OccurredOn: x.OccurredOn},
	})
	return err
}
