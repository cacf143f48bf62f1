package safefile

// What tests see besides.
var (
	ReadBytesOf = readBytes
	ReadTextOf  = readText
	SumIn       = sum
	LinkNew     = linkNew
	RenameOver  = (*Rooted).renameOver
)

const (
	PieceSize = pieceSize
	LostGroup = lostGroup
)

// Release lets go of a Stage as the end of its process does.
func Release(s *Stage) { s.release() }

// Patiently is patiently.
var Patiently = patiently
