package records

import (
	"slices"
	"strconv"
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
	for len(b.values) > 0 {
		rows := min(len(b.values)/b.columns, max(1, maxValues/b.columns))
		many := len(b.values) / b.columns / rows
		values := b.values[:many*rows*b.columns]
		if err := b.repeat(tx, rows, values); err != nil {
			return err
		}
		b.values = b.values[len(values):]
	}
	return nil
}

// repeat inserts values by one statement for so many rows, as often as it takes: a long one takes its time to read,
// so that it is prepared once where it comes again.
func (b *bulk) repeat(tx *gorm.DB, rows int, values []any) error {
	row := "(" + strings.Repeat("?, ", max(0, b.columns-1)) + "?)"
	query := "INSERT INTO " + b.into + " VALUES " + strings.Repeat(row+", ", rows-1) + row + b.but
	if len(values) == rows*b.columns {
		return exec(tx, query, values...)
	}
	if tx.Name() == "postgres" {
		query = numbered(query)
	}
	ctx := tx.Statement.Context
	statement, err := tx.Statement.ConnPool.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer statement.Close()
	for some := range slices.Chunk(values, rows*b.columns) {
		if _, err := statement.ExecContext(ctx, some...); err != nil {
			return err
		}
	}
	return nil
}

// numbered writes $1, $2 and so on for the question marks of a statement that has no others.
func numbered(query string) string {
	var out strings.Builder
	for n, piece := range strings.Split(query, "?") {
		if n > 0 {
			out.WriteString("$" + strconv.Itoa(n))
		}
		out.WriteString(piece)
	}
	return out.String()
}
