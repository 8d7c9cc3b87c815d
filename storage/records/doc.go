// Package records keeps rows, in SQLite or PostgreSQL. It is the only room with gorm.
//
// One method is one deed is one transaction: the change and its custody entry are written together
// or not at all. Reads give models.ErrNotFound for the absent. A write that comes too late, because
// somebody else moved the item first, gives a models.Conflict; the database's own constraints are
// told as conflicts as well. There are no hooks, no AutoMigrate and no soft delete: the schema is
// the SQL in migrations, and columns are named where they are read.
package records
