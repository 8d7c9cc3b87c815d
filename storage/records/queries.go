package records

import (
	"context"
	"time"

	"gorm.io/gorm/logger"
)

// CountQueries has f told of each query from now on: how many rows it gave or changed, and nothing of what was
// asked. It is for tests that hold how much a page may ask for, and is called before others use the store.
func (s *Store) CountQueries(f func(rows int64)) {
	s.writer.Logger, s.reader.Logger = watcher{logger.Discard, f}, watcher{logger.Discard, f}
}

type watcher struct {
	logger.Interface
	tell func(rows int64)
}

// LogMode keeps it as it is.
func (w watcher) LogMode(logger.LogLevel) logger.Interface { return w }

// Trace is called by gorm after each query.
func (w watcher) Trace(_ context.Context, _ time.Time, query func() (string, int64), _ error) {
	_, rows := query()
	w.tell(rows)
}
