package command

import (
	"context"
	"errors"
	"fmt"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
)

// change makes all of some changes or none. What is replaced is kept as a version
// of that kind.
func (c *cli) change(ctx context.Context, changes []plan.Change, was history.Kind) error {
	paths := config.UserPaths(c.env.Getenv)
	for _, note := range storage.TakeBack(paths) {
		c.warn("%s", note)
	}
	keep := storage.Keeping{Store: c.env.History, Was: was, Kind: history.Saved, Now: c.env.Now()}
	err := plan.Do(ctx, changes, plan.Options{State: storage.Plans(paths), Before: func(x plan.Change) {
		if !x.Folder {
			keep.Before(x.Path, nil)
		}
	}})
	if err == nil {
		keep.Changed(changes)
		if herr := c.env.History.Flush(ctx); herr != nil {
			c.warn("what was written is not kept in the history: %v", herr)
		}
	}
	return err
}

// unchanged is why changes were not made, and that nothing of them is there, as far
// as that is so.
func unchanged(err error) error {
	var e *plan.Error
	if errors.As(err, &e) && len(e.Left)+len(e.Foreign) > 0 {
		return fmt.Errorf("%w; all else is as it was", err)
	}
	return fmt.Errorf("%w; nothing was changed", err)
}
