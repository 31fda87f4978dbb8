// Goal: no bytes crash the reader of request heads, and Beast reads the same from what it takes.
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "fuzz.hpp"
#include "http/head.hpp"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    std::string_view const input = fuzz::text_of(data, size);
    auto const head = http::parse_head(input, http::Limits());
    if (!head) return 0;
    boost::beast::http::request_parser<boost::beast::http::string_body> parser;
    boost::system::error_code code;
    parser.eager(false);
    parser.put(boost::asio::buffer(input), code);
    fuzz::must(!code, "Beast is stricter", code.message());
    if (!parser.is_header_done()) return 0;
    fuzz::must(parser.get().target() == head->target, "target");
    fuzz::must(parser.chunked() == head->chunked, "chunked");
    fuzz::must(
        parser.content_length().value_or(0) == uint64_t(std::max<int64_t>(0, head->content_length)),
        "content length");
    fuzz::must(
        size_t(std::distance(parser.get().begin(), parser.get().end())) == head->fields.size(),
        "fields");
    // With HTTP/1.0, close and keep-alive together, ours closes.
    fuzz::must(parser.keep_alive() || !head->keep_alive, "keep-alive");
    return 0;
}
