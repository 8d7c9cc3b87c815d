-- Which publications hold a word: for each block of 65,536 ordinals the set of those that do, as a roaring
-- bitmap (its portable format). Words are made by the program, so that both databases answer alike; when the way
-- in which they are made changes, the program fills the table anew (storage/records/words.go).

-- +goose Up
DROP TABLE publication_search;
CREATE TABLE publication_words (
    block   INTEGER NOT NULL,
    word    TEXT COLLATE "C" NOT NULL,
    members BYTEA NOT NULL,
    PRIMARY KEY (block, word)
);
CREATE TABLE word_index (
    version INTEGER NOT NULL
);

-- +goose Down
DROP TABLE word_index;
DROP TABLE publication_words;
CREATE TABLE publication_search (
    ordinal BIGINT PRIMARY KEY,
    words   TSVECTOR NOT NULL
);
CREATE INDEX publication_search_words ON publication_search USING gin (words);
