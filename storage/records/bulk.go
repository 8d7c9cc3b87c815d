package records

import (
	"strings"

	"gorm.io/gorm"
)

// bulk is rows that go into one table, many with each statement.
type bulk struct {
	into    string // "table (column, column)"
	but     string // what is done about a row that is there already
	columns int
	values  []any
}

// maxValues is how many values one statement may have: SQLite takes 32,766, PostgreSQL 65,535.
const maxValues = 5000

func (b *bulk) add(row ...any) {
	b.columns = len(row)
	b.values = append(b.values, row...)
}

func (b *bulk) insert(tx *gorm.DB) error {
	row := "(" + strings.Repeat("?, ", max(0, b.columns-1)) + "?)"
	for len(b.values) > 0 {
		rows := min(len(b.values)/b.columns, maxValues/b.columns)
		values := b.values[:rows*b.columns]
		if err := exec(tx, "INSERT INTO "+b.into+" VALUES "+strings.Repeat(row+", ", rows-1)+row+b.but, values...); err != nil {
			return err
		}
		b.values = b.values[len(values):]
	}
	return nil
}
