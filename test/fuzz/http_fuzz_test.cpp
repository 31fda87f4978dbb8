// Goal: no head, JSON, multipart body or list query crashes a reader of http or contradicts another
// reader of the same bytes: Beast for heads, nlohmann for JSON. Seeds stand in test/fuzz/corpus.
#include <gtest/gtest.h>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/seed_for_test.hpp"
#include "http/head.hpp"
#include "http/json.hpp"
#include "http/list.hpp"
#include "http/multipart.hpp"
#include "mutate.hpp"

namespace {

std::vector<std::string> corpus(std::string const& folder) {
    std::vector<std::string> out;
    std::string const path = std::string(WUPIAN_SOURCE_DIR) + "/test/fuzz/corpus/" + folder;
    auto const entries = base::list_directory(path);
    EXPECT_TRUE(entries) << path;
    if (!entries) return out;
    for (auto const& entry : *entries) out.push_back(*base::read_file(path + "/" + entry.name));
    return out;
}

/// Runs `check` over mutated inputs; it returns true when the input was accepted.
void run(char const* folder, std::vector<std::string> words,
         bool (*check)(std::string const& input)) {
    uint64_t const seed = base::test_seed();
    int64_t const rounds = fuzz::rounds(30'000);
    fuzz::Mutator mutator(seed, corpus(folder), std::move(words));
    int64_t accepted = 0;
    for (int64_t round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
        std::string input = mutator.next();
        fuzz::note(folder, seed, round, input);
        SCOPED_TRACE("SEED=" + std::to_string(seed) + " round " + std::to_string(round));
        if (!check(input)) continue;
        ++accepted;
        mutator.keep(std::move(input));
    }
    EXPECT_GT(accepted, rounds / 100);
    EXPECT_LT(accepted, rounds);
}

bool check_head(std::string const& input) {
    auto const head = http::parse_head(input, http::Limits());
    if (!head) return false;
    boost::beast::http::request_parser<boost::beast::http::string_body> parser;
    boost::system::error_code code;
    parser.eager(false);
    parser.put(boost::asio::buffer(input), code);
    EXPECT_FALSE(code) << code.message() << "\n" << input;  // Ours is the stricter one.
    if (code || !parser.is_header_done()) return true;
    EXPECT_EQ(parser.get().target(), head->target);
    EXPECT_EQ(parser.chunked(), head->chunked);
    EXPECT_EQ(parser.content_length().value_or(0),
              uint64_t(std::max<int64_t>(0, head->content_length)));
    EXPECT_EQ(size_t(std::distance(parser.get().begin(), parser.get().end())), head->fields.size());
    // With HTTP/1.0, close and keep-alive together, ours closes.
    EXPECT_TRUE(parser.keep_alive() || !head->keep_alive) << input;
    return true;
}

void expect_same(http::Json const& ours, nlohmann::json const& other) {
    if (ours.kind == http::JsonKind::object) {
        ASSERT_TRUE(other.is_object());
        ASSERT_EQ(ours.members.size(), other.size());
        for (auto const& [name, value] : ours.members) {
            ASSERT_TRUE(other.contains(name));
            expect_same(value, other[name]);
        }
    } else if (ours.kind == http::JsonKind::array) {
        ASSERT_TRUE(other.is_array());
        ASSERT_EQ(ours.items.size(), other.size());
        for (size_t i = 0; i < other.size(); ++i) expect_same(ours.items[i], other[i]);
    } else if (ours.kind == http::JsonKind::text) {
        ASSERT_EQ(other, nlohmann::json(ours.text));
    } else if (ours.kind == http::JsonKind::number) {
        ASSERT_TRUE(other.is_number());
    } else if (ours.kind == http::JsonKind::boolean) {
        ASSERT_EQ(other, nlohmann::json(ours.flag));
    } else {
        ASSERT_TRUE(other.is_null());
    }
}

bool check_json(std::string const& input) {
    auto const ours = http::parse_json(input);
    auto const other = nlohmann::json::parse(input, nullptr, false);
    if (!ours) {
        // What we refuse and the other takes is a member twice, or too deep; the other also skips
        // a BOM and ends at a NUL.
        bool const stricter = ours.error().code != "json_syntax" ||
                              input.starts_with("\xef\xbb\xbf") ||
                              input.find('\0') != std::string::npos;
        EXPECT_TRUE(other.is_discarded() || stricter) << input;
        return false;
    }
    if (other.is_discarded()) {  // It refuses numbers beyond a double.
        EXPECT_NE(input.find_first_of("eE0123456789"), std::string::npos) << input;
        return true;
    }
    expect_same(*ours, other);
    return true;
}

bool check_multipart(std::string const& input) {
    auto const parts = http::parse_multipart("multipart/form-data; boundary=b", input);
    if (!parts) return false;
    for (http::Part const& part : *parts) {
        EXPECT_FALSE(part.name.empty());
        EXPECT_EQ(part.file_name.find_first_of("/\\"), std::string::npos);
        EXPECT_EQ(part.bytes.find("\r\n--b"), std::string_view::npos);
        EXPECT_TRUE(part.bytes.data() >= input.data() &&
                    part.bytes.data() + part.bytes.size() <= input.data() + input.size());
    }
    return true;
}

base::Column const columns[] = {
    {"id", base::ValueType::text, false, {.text = "", .key = true}, nullptr, nullptr},
    {"amount", base::ValueType::integer, false, {.text = "", .unit = "cents"}, nullptr, nullptr},
    {"rate", base::ValueType::decimal, true, {.text = ""}, nullptr, nullptr},
};
base::Record const record = {"row", columns};

bool check_query(std::string const& input) {
    auto const pairs = http::parse_query(input);
    if (!pairs) return false;
    http::CursorKey const key = {"secret", "reader"};
    auto query = http::parse_list_query(record, *pairs, key);
    if (!query) return false;
    EXPECT_GE(query->limit, 1);
    EXPECT_LE(query->limit, http::list_rows_max);
    EXPECT_LE(query->conditions.size(), size_t(http::list_conditions_max));
    // A cursor made for this query is taken by it and by no other reader.
    std::string const cursor =
        http::make_cursor(*query, {std::string("x\"\\"), int64_t(5), base::Value()}, key);
    auto with = *pairs;
    std::erase_if(with, [](auto const& pair) { return pair.first == "cursor"; });
    with.emplace_back("cursor", cursor);
    EXPECT_TRUE(http::parse_list_query(record, with, key)) << input;
    EXPECT_FALSE(http::parse_list_query(record, with, {"secret", "other"})) << input;
    return true;
}

TEST(HttpFuzz, Head) {
    run("head",
        {"\r\n", "\n", "\r", " ", "\t", ":", "Host: a\r\n", "Content-Length: 5\r\n",
         "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "HTTP/1.1", "\0"},
        check_head);
}

TEST(HttpFuzz, Json) {
    run("json",
        {"\"", "\\", "\\u", "\\ud83d\\ude00", "{", "}", "[", "]", ",", ":", "null", "1e5", "-", ".",
         "0", "\xe4\xb8\xad", "{\"a\":1}"},
        check_json);
}

TEST(HttpFuzz, Multipart) {
    run("multipart",
        {"\r\n", "--b", "--b--", "\r\n\r\n", "\"", "\\", ";", "name=\"x\"",
         "Content-Disposition: form-data; name=y\r\n", "filename=\"../a\""},
        check_multipart);
}

TEST(HttpFuzz, Query) {
    run("query",
        {"&", "=", "%", "%2C", "%5C", ",", "\\,", "filter=", "sort=", ">=", "<", "!=", "^=", "id",
         "amount", "rate", "limit=7", "cursor=", "-"},
        check_query);
}

}  // namespace
