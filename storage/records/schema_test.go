package records_test

import (
	"crypto/rand"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"loupe/internal/testkit"
	"loupe/storage/records"
)

// schemas ask each database what the migrations made: columns with type, nullness and default; then
// constraints, indexes and triggers.
var schemas = map[string][]string{
	"sqlite": {
		`SELECT 'column ' || m.name || '.' || c.name || ' ' || c.type || (CASE c."notnull" WHEN 1 THEN ' not null' ELSE '' END) || COALESCE(' default ' || c.dflt_value, '')
			FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%'`,
		`SELECT type || ' ' || sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL`,
		`SELECT 'table ' || sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%CHECK%'`,
	},
	"postgres": {
		`SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || (CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END) || COALESCE(' default ' || column_default, '')
			FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'`,
		`SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'goose%'`,
		`SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'goose%' AND contype <> 'n'`,
		`SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`,
	},
}

func schema(t *testing.T, dialect, driver, address string) []string {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out []string
	for _, query := range schemas[dialect] {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			out = append(out, strings.Join(strings.Fields(line), " "))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(out)
	return out
}

// TestSchemaIsTheGoldenOne holds what a fresh database looks like after all migrations, in both
// dialects. LOUPE_UPDATE_GOLDEN=1 writes the files anew; the change is then read in review.
func TestSchemaIsTheGoldenOne(t *testing.T) {
	columns := map[string][]string{}
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			c := records.Config{DataDir: t.TempDir(), Random: rand.Reader}
			driver, address := "sqlite", "file:"+filepath.Join(c.DataDir, "loupe.db")
			if dialect == "postgres" {
				c.Database = testkit.Postgres(t)
				driver, address = "pgx", c.Database
			}
			s, err := records.Open(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := schema(t, dialect, driver, address)
			for _, line := range got {
				if name, ok := strings.CutPrefix(line, "column "); ok {
					name, _, _ = strings.Cut(name, " ")
					columns[dialect] = append(columns[dialect], name)
				}
			}
			file := filepath.Join("testdata", "schema."+dialect+".txt")
			if os.Getenv("LOUPE_UPDATE_GOLDEN") != "" {
				if err := os.WriteFile(file, []byte(strings.Join(got, "\n")+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			golden, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Split(strings.TrimSpace(string(golden)), "\n")
			for _, line := range got {
				if !slices.Contains(want, line) {
					t.Errorf("not in %s: %s", file, line)
				}
			}
			for _, line := range want {
				if !slices.Contains(got, line) {
					t.Errorf("missing, though in %s: %s", file, line)
				}
			}
		})
	}
	if columns["postgres"] != nil && !slices.Equal(columns["sqlite"], columns["postgres"]) {
		t.Error("the two dialects don't have the same tables and columns")
	}
}
