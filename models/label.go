package models

// Label is a short word that a desk made for its reports. Only members of the desk read it.
type Label struct {
	ID         ID
	DeskID     ID
	Generation int    // of the desk key that its name is sealed to
	Sealed     []byte // the name: age, label SealDeskLabel with the desk's and its own id
	Name       string // once it is opened; never stored
}
