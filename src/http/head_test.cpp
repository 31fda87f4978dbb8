// Goal: a head is read one way or refused; ranges and percent-encoding follow RFC 9110 and 3986.
// Method: known answers; the hostile cases run against the real server in test/http/attack_test.py.
#include "http/head.hpp"

#include <gtest/gtest.h>

namespace http {
namespace {

std::string code_of(std::string const& text) {
    auto const head = parse_head(text, Limits());
    return head ? "" : head.error().code;
}

TEST(Head, KnownAnswer) {
    auto const head = parse_head(
        "PATCH /v1/a?b=c HTTP/1.1\r\nhOST: x:80\r\nContent-Length: 12\r\nX-A:  b \r\n"
        "Expect: 100-Continue\r\nConnection: Close\r\n\r\n",
        Limits());
    ASSERT_TRUE(head);
    EXPECT_EQ(head->method, Method::patch);
    EXPECT_EQ(head->target, "/v1/a?b=c");
    EXPECT_EQ(head->content_length, 12);
    EXPECT_TRUE(head->expects_continue);
    EXPECT_FALSE(head->keep_alive);
    ASSERT_EQ(head->fields.size(), 5U);
    EXPECT_EQ(head->fields[2].value, "b");
}

TEST(Head, Refused) {
    EXPECT_EQ(code_of("GET / HTTP/1.1\r\n\r\n"), "http_host");
    EXPECT_EQ(code_of("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), "http_host");
    EXPECT_EQ(code_of("GET / HTTP/1.2\r\nHost: a\r\n\r\n"), "http_version");
    EXPECT_EQ(code_of("GET //a HTTP/1.1\r\nHost: a\r\n\r\n"), "http_target");
    EXPECT_EQ(code_of("GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n"), "http_target");
    EXPECT_EQ(code_of("G@T / HTTP/1.1\r\nHost: a\r\n\r\n"), "http_malformed");
    EXPECT_EQ(code_of("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n"
                      "Content-Length: 1\r\n\r\n"),
              "http_framing");
    EXPECT_EQ(code_of("GET / HTTP/1.1\r\nHost: a\r\n"), "http_malformed");
}

TEST(Head, HttpOneZeroClosesUnlessAsked) {
    EXPECT_FALSE(parse_head("GET / HTTP/1.0\r\nHost: a\r\n\r\n", Limits())->keep_alive);
    EXPECT_TRUE(parse_head("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", Limits())
                    ->keep_alive);
}

TEST(Range, KnownAnswers) {
    struct Case {
        char const* field;
        int64_t size, from, count;
        bool partial;
    };
    Case const cases[] = {
        {"", 10, 0, 10, false},           {"bytes=2-4", 10, 2, 3, true},
        {"bytes=2-", 10, 2, 8, true},     {"bytes=-3", 10, 7, 3, true},
        {"bytes=-30", 10, 0, 10, true},   {"bytes=9-99", 10, 9, 1, true},
        {"bytes=4-2", 10, 0, 10, false},  {"bytes=1-2,3-4", 10, 0, 10, false},
        {"bytes=-", 10, 0, 10, false},    {"bytes=1-2-3", 10, 0, 10, false},
        {"bytes= 1-2", 10, 0, 10, false},
    };
    for (Case const& c : cases) {
        auto const range = parse_range(c.field, c.size);
        ASSERT_TRUE(range) << c.field;
        EXPECT_EQ(range->from, c.from) << c.field;
        EXPECT_EQ(range->count, c.count) << c.field;
        EXPECT_EQ(range->partial, c.partial) << c.field;
    }
    EXPECT_FALSE(parse_range("bytes=10-", 10));
    EXPECT_FALSE(parse_range("bytes=-0", 10));
    EXPECT_FALSE(parse_range("bytes=0-", 0));
}

TEST(Percent, KnownAnswers) {
    EXPECT_EQ(decode_percent("a%2Fb+c", Plus::itself), "a/b+c");
    EXPECT_EQ(decode_percent("a+%E4%B8%AD", Plus::blank), "a 中");
    for (char const* bad : {"%", "%1", "%zz", "%00", "%ff", "%c0%af"})
        EXPECT_FALSE(decode_percent(bad, Plus::itself)) << bad;
}

TEST(Date, KnownAnswer) {
    // RFC 9110 gives this very date; 784111777 by `date -u -d ... +%s`.
    EXPECT_EQ(http_date(784'111'777'000), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace http
