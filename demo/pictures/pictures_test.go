package pictures_test

import (
	"bytes"
	"testing"
	"time"

	"loupe/demo/pictures"
	"loupe/media"
)

func TestPicturesFollowFromTheirSeedAndSayWhereTheyWereTaken(t *testing.T) {
	at := time.Date(2026, 3, 4, 10, 30, 0, 0, time.UTC)
	for _, kind := range pictures.KindNames {
		x := pictures.EXIF{TakenAt: at, Lat: -6.25, Lon: 23.5, Make: "Kesi", Model: "K2", Orientation: 6}
		a, err := pictures.JPEG(kind, 7, x)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := pictures.JPEG(kind, 7, x)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: the same seed gave two pictures", kind)
		}
		m, err := media.ReadMetadata(bytes.NewReader(a), int64(len(a)))
		if err != nil || m.GPS == nil || media.DistanceKm(*m.GPS, media.Point{Lat: -6.25, Lon: 23.5}) > 0.1 || m.TakenAt == nil || !m.TakenAt.Equal(at) || m.Orientation != 6 || m.Make != "Kesi" {
			t.Errorf("%s: metadata %+v, %v", kind, m, err)
		}
	}
}
