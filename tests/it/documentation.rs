//! README and examples agree with the manifest.

use std::{collections::BTreeMap, fs, path::Path};

const README: &str = include_str!("../../README.md");

/// The features of the manifest, without `default`, and whether each is on by default.
fn features() -> BTreeMap<String, bool> {
    let manifest: toml::Table = toml::from_str(include_str!("../../Cargo.toml")).unwrap();
    let features = manifest["features"].as_table().unwrap();
    let default = features["default"].as_array().unwrap();
    let names = features.keys().filter(|name| *name != "default");
    names.map(|name| (name.clone(), default.iter().any(|other| other.as_str() == Some(name)))).collect()
}

#[test]
fn the_table_of_features_is_that_of_the_manifest() {
    let section = README.split("## Features").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows = rows.map(|row| {
        let (name, rest) = row.split_once("` |").unwrap();
        (name.to_owned(), rest.trim_start().starts_with("yes"))
    });
    assert_eq!(rows.collect::<BTreeMap<_, _>>(), features());
}

#[test]
fn the_command_that_adds_the_crate_names_features_that_exist() {
    let commands = README.lines().filter_map(|line| line.strip_prefix("cargo add ite-mailer --features "));
    let named: Vec<_> = commands.flat_map(|names| names.split(',')).collect();
    assert!(!named.is_empty());
    for name in named {
        assert!(features().contains_key(name), "{name}");
    }
}

#[test]
fn the_readme_is_short_enough_to_be_read() {
    assert!(README.lines().count() <= 220, "{} lines", README.lines().count());
}

/// An example behind a feature that is gone is never compiled.
#[test]
fn examples_are_behind_features_that_exist() {
    let (features, mut seen) = (features(), 0);
    for_each_source(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut |path, text| {
        for line in text.lines().filter(|line| line.trim_start().starts_with("//")) {
            for name in line.split("feature = \"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(features.contains_key(name), "{}: feature {name}", path.display());
                seen += 1;
            }
        }
    });
    assert!(seen > 0);
}

fn for_each_source(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            for_each_source(&path, look);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            look(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}
