// Rows into lines; the MD5 grows with the file.
#include "warehouse/dat_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>

#include "base/day.hpp"
#include "base/decimal.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"

namespace warehouse {
namespace {

constexpr size_t buffer_bytes = 1 << 20;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A file that appears under its name only when complete.
class Output {
public:
    explicit Output(std::string path)
        : path_(std::move(path)),
          file_(std::fopen((path_ + ".part").c_str(), "wb")),
          digest_(base::DigestKind::md5) {}

    bool add(std::string_view bytes) {
        digest_.add(bytes);
        bytes_ += int64_t(bytes.size());
        return file_ && std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size();
    }

    base::Result<void> finish(WrittenFile& written) {
        bool const good = file_ && std::fclose(file_.release()) == 0;
        if (!good)
            return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path_},
                              {{"reason", "write"}});
        written.path = path_;
        written.md5 = digest_.hex();
        written.bytes = bytes_;
        return base::rename_path(path_ + ".part", path_);
    }

private:
    std::string path_;
    std::unique_ptr<std::FILE, CloseFile> file_;
    base::DigestStream digest_;
    int64_t bytes_ = 0;
};

void append_integer(std::string& out, int64_t value) {
    char digits[24];
    auto const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

/// Units at a scale of at most 18: -12345 at 2 is -123.45.
void append_decimal(std::string& out, int64_t units, int scale) {
    if (units < 0) out += '-';
    uint64_t const size = units < 0 ? 0 - uint64_t(units) : uint64_t(units);
    char digits[24];
    auto const count = int(std::to_chars(digits, digits + sizeof digits, size).ptr - digits);
    if (count > scale)
        out.append(digits, size_t(count - scale));
    else
        out += '0';
    if (scale == 0) return;
    out += '.';
    if (count < scale) out.append(size_t(scale - count), '0');
    int const from = std::max(0, count - scale);
    out.append(digits + from, size_t(count - from));
}

void append_day(std::string& out, int32_t days) {
    // The same few days stand in many rows.
    thread_local int32_t last = INT32_MIN;
    thread_local std::string text;
    if (last != days) {
        text = base::to_text(base::Day{days});
        last = days;
    }
    out += text;
}

void append_value(std::string& out, DatField const& field, base::BatchColumn const& column,
                  size_t row) {
    if (!column.is_valid(row)) {
        if (field.kind == domain::FieldKind::yes_no) out += '0';
        return;
    }
    switch (column.kind) {
        case base::ColumnKind::boolean: out += column.values<bool>()[row] ? '1' : '0'; return;
        case base::ColumnKind::text: out += column.values<base::TextView>()[row].view(); return;
        case base::ColumnKind::day: append_day(out, column.values<int32_t>()[row]); return;
        case base::ColumnKind::uint8: append_integer(out, column.values<uint8_t>()[row]); return;
        case base::ColumnKind::uint16: append_integer(out, column.values<uint16_t>()[row]); return;
        case base::ColumnKind::int32: append_integer(out, column.values<int32_t>()[row]); return;
        case base::ColumnKind::int64:
            append_decimal(out, column.values<int64_t>()[row], column.scale);
            return;
        case base::ColumnKind::int128:
            out += base::to_text(base::Decimal{column.values<base::Int128>()[row], column.scale});
            return;
    }
}

}  // namespace

struct DatStream::State {
    DatFile file;
    Output output;
    WrittenFile written;
    std::string buffer;

    explicit State(DatFile f)
        : file(std::move(f)), output(file.folder + "/" + file.name + ".dat") {}

    std::unexpected<base::Error> unwritable() const {
        return base::fail(base::ErrorKind::unavailable, "file_unwritable",
                          {.file = file.folder + "/" + file.name + ".dat"}, {{"reason", "write"}});
    }
};

DatStream::DatStream(DatFile file) : state_(std::make_unique<State>(std::move(file))) {
    for (std::string const& line : state_->file.summary) state_->buffer += line + "\n";
    state_->written.records = int64_t(state_->file.summary.size());
}
DatStream::DatStream(DatStream&&) noexcept = default;
DatStream::~DatStream() = default;

base::Result<void> DatStream::add(base::Batch const& batch, size_t row) {
    State& s = *state_;
    for (size_t i = 0; i < s.file.fields.size(); ++i) {
        DatField const& field = s.file.fields[i];
        size_t const begin = s.buffer.size();
        if (field.column < 0)
            s.buffer += field.constant;
        else
            append_value(s.buffer, field, batch.columns[size_t(field.column)], row);
        bool const text = field.kind == domain::FieldKind::text_fixed ||
                          field.kind == domain::FieldKind::text_max;
        if (text && field.width > 0 && s.buffer.size() - begin > size_t(field.width))
            return base::invalid(
                "dat_value_too_long",
                {.file = s.file.folder + "/" + s.file.name + ".dat",
                 .line = int32_t(s.written.records + 1)},
                {{"value", s.buffer.substr(begin)}, {"width", std::to_string(field.width)}});
        s.buffer += i + 1 < s.file.fields.size() ? '|' : '\n';
    }
    ++s.written.records;
    if (s.buffer.size() < buffer_bytes) return {};
    if (!s.output.add(s.buffer)) return s.unwritable();
    s.buffer.clear();
    return {};
}

base::Result<WrittenFile> DatStream::close() {
    State& s = *state_;
    if (!s.buffer.empty() && !s.output.add(s.buffer)) return s.unwritable();
    TRY_VOID(s.output.finish(s.written));
    std::string const log = s.file.name + ".dat\n" + s.written.md5 + "\n" +
                            std::to_string(s.written.bytes) + "\n" + s.file.finished + "\n" +
                            std::to_string(s.written.records) + "\n";
    TRY_VOID(base::write_file(s.file.folder + "/" + s.file.name + ".log", log));
    return s.written;
}

}  // namespace warehouse
