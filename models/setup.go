package models

// SetUp is all that the first set-up makes, in one deed.
type SetUp struct {
	Platform Platform
	Admin    Person
	AdminKey Locked
	Desk     Desk
	Rules    []Rule
}
