package web

import "slices"

// allRoutes is every route there is. Each page's file holds its own.
func allRoutes() []Route {
	return slices.Concat(
		referRoutes,
		signInRoutes,
		workRoutes,
		triageRoutes,
		peopleRoutes,
		numbersRoutes,
		datesRoutes,
		certificateRoutes,
		overviewRoutes,
		contactRoutes,
		spokeRoutes,
		firstVisitRoutes,
		measureRoutes,
		planRoutes,
		visitRoutes,
		onwardRoutes,
		closeRoutes,
		restrictRoutes,
		letterRoutes,
	)
}
