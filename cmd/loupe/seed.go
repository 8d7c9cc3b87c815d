package main

import (
	"context"
	"crypto/rand"
	"fmt"
	mrand "math/rand/v2"
	"strings"
	"sync"
	"time"

	"loupe/intake"
	"loupe/models"
)

type seedCommand struct {
	Cases   int `default:"0" help:"Published cases to add."`
	Reports int `default:"0" help:"Sealed reports to add, through intake."`
}

// Run adds invented publications and reports, for measuring. The platform has to be set up. What is
// seeded follows from its number, so two runs of the same size can be compared.
func (c seedCommand) Run(ctx context.Context, s *settings) error {
	h, err := open(ctx, s, quiet())
	if err != nil {
		return err
	}
	defer h.close()
	if done, err := h.People.IsSetUp(ctx); err != nil || !done {
		return fmt.Errorf("set the platform up first, with loupe setup (%v)", err)
	}
	if err := h.seedCases(ctx, c.Cases); err != nil {
		return err
	}
	return h.seedReports(ctx, c.Reports)
}

const seedBatch = 500

func (h *house) seedCases(ctx context.Context, n int) error {
	end := time.Now().UTC().Truncate(time.Second)
	var batch []models.Publication
	for i := range n {
		id, err := models.NewID(rand.Reader)
		if err != nil {
			return err
		}
		at := end.Add(-time.Duration(n-i) * 90 * time.Second)
		batch = append(batch, models.Publication{ID: id, CaseID: id, Content: seededContent(i), PublishedAt: at, UpdatedAt: at})
		if len(batch) == seedBatch || i == n-1 {
			if err := h.records.PublishSeeded(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
			fmt.Printf("\r%d of %d cases", i+1, n)
		}
	}
	if n > 0 {
		fmt.Println()
	}
	return nil
}

var seedWords = strings.Fields(`guards soldiers miners river pit gravel road barrier village teacher morning night clinic
	sticks payment notebook stones buyer market water mercury machine wall rain container supervisor company uniform motorcycle school
	field harvest bridge camp shelter fire tools pump hose diver boy brother neighbour witness paper stamp parcel scale trader`)

var (
	seedActors = []string{"armed_group", "police", "private_security", "armed_forces", "unknown"}
	seedLinks  = []string{"extraction", "trade", "transport", ""}
)

// seededContent is a believable publication of the i-th number. Words follow a skewed frequency, as
// real ones do.
func seededContent(i int) models.Content {
	r := mrand.New(mrand.NewPCG(uint64(i), 7))
	text := func(n int) string {
		words := make([]string, n)
		for k := range words {
			words[k] = seedWords[int(float64(len(seedWords))*r.Float64()*r.Float64())]
		}
		words[0] = strings.ToUpper(words[0][:1]) + words[0][1:]
		return strings.Join(words, " ") + "."
	}
	countries := []string{"CF", "CD", "AO", "SL", "ZW", "LR", "TZ", "GN"}
	lat, lon := -10+20*r.Float64(), 10+20*r.Float64()
	lat, lon = float64(int(lat*10))/10, float64(int(lon*10))/10
	act := models.Acts[int(float64(len(models.Acts))*r.Float64()*r.Float64())]
	return models.Content{
		Title: text(7), Summary: text(24), Account: text(120) + "\n\n" + text(90) + fmt.Sprintf(" unique%d", i), Language: "en",
		Outcome: models.Outcomes[r.IntN(3)], Categories: []string{act.Code}, ActorTypes: []string{seedActors[r.IntN(len(seedActors))]}, Link: seedLinks[r.IntN(len(seedLinks))], Status: append([]models.FollowUp{""}, models.FollowUps...)[r.IntN(4)], Country: countries[r.IntN(len(countries))], Region: fmt.Sprintf("Region %d", r.IntN(12)),
		Precision: models.PrecisionDistrict, Lat: &lat, Lon: &lon, DatePrecision: models.DateMonth, OccurredOn: fmt.Sprintf("20%02d-%02d", 15+r.IntN(11), 1+r.IntN(12)),
		HowVerified: text(30), Sources: 1 + r.IntN(4), TwoReviewers: true,
	}
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
	x := seededContent(i)
	_, err = edge.Submit(ctx, nil, intake.Form{
		Facts:     models.Facts{Categories: x.Categories, Country: x.Country, Consent: models.ConsentAnonymous, Language: "en"},
		Testimony: models.Testimony{Narrative: x.Account, OccurredOn: x.OccurredOn},
	})
	return err
}
