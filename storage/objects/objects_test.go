package objects_test

import (
	"testing"

	"loupe/internal/testkit"
	"loupe/storage/objects"
	"loupe/storage/objects/objectstest"
)

func TestMemory(t *testing.T) {
	objectstest.Run(t, func(*testing.T) objects.Store { return objects.NewMemory() })
}

func TestDisk(t *testing.T) {
	objectstest.Run(t, func(t *testing.T) objects.Store {
		s, err := objects.OpenDisk(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func TestS3(t *testing.T) {
	objectstest.Run(t, func(t *testing.T) objects.Store {
		s, err := objects.OpenS3(t.Context(), testkit.S3(t))
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
