package web

import "slices"

// allRoutes is every route there is. Each page's file holds its own.
func allRoutes() []Route {
	return slices.Concat(
		homeRoutes,
		referRoutes,
		signInRoutes,
		workRoutes,
		triageRoutes,
		peopleRoutes,
		numbersRoutes,
		datesRoutes,
		governanceRoutes,
		readingsRoutes,
		registersRoutes,
		certificateRoutes,
		overviewRoutes,
		worriedRoutes,
		ledgerRoutes,
		chronologyRoutes,
		endsRoutes,
		heldRoutes,
		noticeRoutes,
		noticesRoutes,
		recordRoutes,
		versionsRoutes,
		cookieRoutes,
		contactRoutes,
		spokeRoutes,
		firstVisitRoutes,
		measureRoutes,
		planRoutes,
		visitRoutes,
		onwardRoutes,
		closeRoutes,
		restrictRoutes,
		receivedRoutes,
		intakeRoutes,
		letterRoutes,
	)
}
