package seal_test

const (
	vectorWords = "access arena such hard once furnace erase always expose chicken"
	vectorID    = "a001825c69898aec2f9cdbd6bfe45087b79fce9e28344b446d5619552ca85fa4"
	vectorReply = "age1pq1pqnmth4qygvgctrs6mxrsk3fkest6g855"
)
