package collect

// tellaProject is the one project that phones with Tella send to.
const tellaProject = "reports"
