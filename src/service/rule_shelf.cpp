// One book is kept; the digest of the folder says whether it is still the one.
#include "service/rule_shelf.hpp"

#include "base/digest.hpp"
#include "base/file.hpp"
#include "service/book.hpp"

namespace service {
namespace {

base::Result<std::string> digest_of(std::string const& folder) {
    base::DigestStream digest(base::DigestKind::sha256);
    auto const files = TRY(base::list_files_below(folder));
    for (std::string const& file : files) {
        auto const text = TRY(base::read_file(folder + "/" + file));
        digest.add(file + "\n" + std::to_string(text.size()) + "\n");
        digest.add(text);
    }
    return digest.hex();
}

std::shared_ptr<ShelvedBook const> shelve(pack::Book book) {
    RuleGraph graph(book);
    auto const out =
        std::make_shared<ShelvedBook>(ShelvedBook{std::move(book), std::move(graph), {}});
    for (auto const& [name, rule] : out->book.rules)
        out->tests[name] = rule::run_tests(out->book, name);
    for (auto const& [name, table] : out->book.tables)
        out->tests[name] = rule::run_tests(out->book, name);
    for (auto const& [name, metric] : out->book.metrics)
        out->tests[name] = rule::run_tests(out->book, name);
    return out;
}

}  // namespace

base::Result<std::shared_ptr<ShelvedBook const>> RuleShelf::find(std::string const& folder) {
    auto const digest = TRY(digest_of(folder));
    std::lock_guard const lock(mutex_);
    if (book_ && folder_ == folder && digest_ == digest) return book_;
    auto book = TRY(load_book(folder));
    book_ = shelve(std::move(book));
    folder_ = folder;
    digest_ = digest;
    return book_;
}

}  // namespace service
