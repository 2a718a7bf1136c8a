package governance_test

import "testing"

func TestAnybodyReadsWhatEachVersionChanged(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		if got, err := w.Governance.History(t.Context(), "kent", pw); err != nil || len(got) != 0 {
			t.Fatalf("before anything is published it tells of %d versions: %v", len(got), err)
		}
		w.publish(t, firstDay)
		w.again(t, folder(t, "until: 6 months after left", "until: 9 months after left"))
		w.approved(t) // and not published
		got, err := w.Governance.History(t.Context(), "kent", pw)
		if err != nil || len(got) != 1 || !got[0].Running {
			t.Fatalf("with one published and one approved it tells of %+v, %v", got, err)
		}
	})
}

func TestTheHistoryHasTheNewestFirstWithItsChanges(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.publish(t, firstDay)
		w.again(t, folder(t, "until: 6 months after left", "until: 9 months after left"))
		w.publish(t, firstDay)
		got, err := w.Governance.History(t.Context(), "kent", pw)
		if err != nil || len(got) != 2 {
			t.Fatalf("%d versions, %v", len(got), err)
		}
		if len(got[0].Changes) != 1 || len(got[1].Changes) != 0 || got[0].Number != 2 || !got[0].Running || got[1].Running {
			t.Errorf("the history is %+v", got)
		}
	})
}
