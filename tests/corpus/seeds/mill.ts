<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS><TS version="2.1" language="de_DE" sourcelanguage="en"><context><name>Mill</name>
<message><location filename="m.cpp" line="3"/><source>&amp;Open<byte value="x9"/></source><comment>verb</comment><translation
 type="unfinished">Öffnen</translation></message><message numerus="yes"><source>%n sacks</source><translation><numerusform>%n
 Sack</numerusform><numerusform>%n Säcke</numerusform></translation></message><message><source>Old</source><translation
 type="vanished">Alt</translation></message></context></TS>
